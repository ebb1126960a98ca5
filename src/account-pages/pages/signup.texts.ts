const en = {
  title: 'Complete your signup',
  intro: 'Enter the password that you chose when you signed up. It shows that the signup is yours.',
  submit: 'Complete the signup',
  notMeTitle: "Didn't sign up?",
  notMe: 'Then someone else entered your email. Delete the signup, and no account will be created.',
  notMeSubmit: 'This was not me: delete the signup',
  forgot: 'Forgot your password?',
  cancelledTitle: 'The signup has been deleted',
  cancelled: 'No account was created. You can close this page.',
  doneTitle: 'Your account is ready',
  done: 'You can close this page and log in to the app with your username and password.',
  fields: {
    username: {
      label: 'Another username',
      hint: '3 to 32 letters, digits, dots, hyphens or underscores.',
    },
    password: { label: 'Password of your signup' },
  },
  script: {
    ended: {
      MISSING:
        'The link is incomplete. Open the whole link from the mail, or enter the code from the mail where you signed up.',
      EXPIRED: 'The link has expired. Sign up again in the app.',
      USED: 'The link has already been used. If you completed your signup with it, log in to the app. Otherwise, sign up again.',
      INVALID:
        'The link is damaged, or was replaced by a newer mail. Open the link in the newest mail, or sign up again in the app.',
      TAKEN: 'An account with your email already exists. Log in to the app, or reset your password.',
    },
  },
};

const de: typeof en = {
  title: 'Registrierung abschließen',
  intro:
    'Geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben. Es zeigt, dass die Registrierung von Ihnen stammt.',
  submit: 'Registrierung abschließen',
  notMeTitle: 'Waren Sie das nicht?',
  notMe:
    'Falls Sie sich nicht registriert haben, hat jemand anderes Ihre E-Mail-Adresse eingegeben. Löschen Sie die Registrierung, dann wird kein Konto angelegt.',
  notMeSubmit: 'Das war ich nicht: Registrierung löschen',
  forgot: 'Passwort vergessen?',
  cancelledTitle: 'Die Registrierung wurde gelöscht',
  cancelled: 'Es wurde kein Konto angelegt. Sie können diese Seite schließen.',
  doneTitle: 'Ihr Konto ist bereit',
  done: 'Sie können diese Seite schließen und sich in der App mit Benutzername und Passwort anmelden.',
  fields: {
    username: {
      label: 'Anderer Benutzername',
      hint: '3 bis 32 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche.',
    },
    password: { label: 'Passwort Ihrer Registrierung' },
  },
  script: {
    ended: {
      MISSING:
        'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail, oder geben Sie den Code aus der E-Mail dort ein, wo Sie sich registriert haben.',
      EXPIRED: 'Der Link ist abgelaufen. Registrieren Sie sich in der App noch einmal.',
      USED: 'Der Link wurde schon benutzt. Wenn Sie damit Ihre Registrierung abgeschlossen haben, melden Sie sich in der App an. Andernfalls registrieren Sie sich noch einmal.',
      INVALID:
        'Der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt. Öffnen Sie den Link in der neuesten E-Mail, oder registrieren Sie sich in der App noch einmal.',
      TAKEN:
        'Es gibt schon ein Konto mit Ihrer E-Mail-Adresse. Melden Sie sich in der App an, oder setzen Sie das Passwort zurück.',
    },
  },
};

export const signupTexts = { en, de };
