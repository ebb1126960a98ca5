const en = {
  title: 'Sign up',
  submit: 'Create account',
  haveAccount: 'Already have an account? Log in',
  emailTaken: 'You already have an account.',
  logIn: 'Log in',
  again: 'Sign up again',
  codeTitle: 'Check your mail',
  codeSubmit: 'Complete the signup',
  resend: 'Request a new mail',
  back: 'Wrong email? Change it',
  completeTitle: 'Complete your signup',
  intro: 'Enter the password that you chose when you signed up. It shows that the signup is yours.',
  completeSubmit: 'Complete the signup',
  notMeTitle: "Didn't sign up?",
  notMe: 'Then someone else entered your email. Delete the signup, and no account will be created.',
  notMeSubmit: 'This was not me: delete the signup',
  forgot: 'Forgot your password?',
  cancelledTitle: 'The signup has been deleted',
  cancelled: 'No account was created. You can close this page.',
  doneTitle: 'Your account is ready',
  done: 'You can close this page and log in to the app with your username and password.',
  doneHere: 'Log in with your username and password.',
  fields: {
    username: {
      label: 'Username',
      hint: '3 to 32 letters, digits, dots, hyphens or underscores. Others can see it.',
    },
    email: { label: 'Email', hint: 'For a forgotten password. Others cannot see it.' },
    otherUsername: {
      label: 'Another username',
      hint: '3 to 32 letters, digits, dots, hyphens or underscores.',
    },
    password: { label: 'Password of your signup' },
  },
  script: {
    codeSent:
      'If {email} can get an account, a mail to it is on its way. Enter the code from it here. It may take a minute. Check your spam folder too.',
    resent: 'A new mail is on its way. The code from the old one no longer works.',
    suggest: 'Use {username}',
    ended: {
      EXPIRED: 'The link has expired. Sign up again.',
      USED: 'The link has already been used. If you completed your signup with it, log in. Otherwise, sign up again.',
      INVALID:
        'The link is damaged, or was replaced by a newer mail. Open the link in the newest mail, or sign up again.',
      TAKEN: 'An account with your email already exists. Log in, or reset your password.',
    },
  },
};

export type SignupTexts = typeof en;

const de: SignupTexts = {
  title: 'Registrieren',
  submit: 'Konto anlegen',
  haveAccount: 'Sie haben schon ein Konto? Anmelden',
  emailTaken: 'Sie haben schon ein Konto.',
  logIn: 'Anmelden',
  again: 'Noch einmal registrieren',
  codeTitle: 'Sehen Sie in Ihrem Postfach nach',
  codeSubmit: 'Registrierung abschließen',
  resend: 'Neue E-Mail anfordern',
  back: 'Falsche E-Mail-Adresse? Ändern',
  completeTitle: 'Registrierung abschließen',
  intro:
    'Geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben. Es zeigt, dass die Registrierung von Ihnen stammt.',
  completeSubmit: 'Registrierung abschließen',
  notMeTitle: 'Waren Sie das nicht?',
  notMe:
    'Falls Sie sich nicht registriert haben, hat jemand anderes Ihre E-Mail-Adresse eingegeben. Löschen Sie die Registrierung, dann wird kein Konto angelegt.',
  notMeSubmit: 'Das war ich nicht: Registrierung löschen',
  forgot: 'Passwort vergessen?',
  cancelledTitle: 'Die Registrierung wurde gelöscht',
  cancelled: 'Es wurde kein Konto angelegt. Sie können diese Seite schließen.',
  doneTitle: 'Ihr Konto ist bereit',
  done: 'Sie können diese Seite schließen und sich in der App mit Benutzername und Passwort anmelden.',
  doneHere: 'Melden Sie sich mit Benutzername und Passwort an.',
  fields: {
    username: {
      label: 'Benutzername',
      hint: '3 bis 32 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche. Andere können ihn sehen.',
    },
    email: { label: 'E-Mail-Adresse', hint: 'Für ein vergessenes Passwort. Andere können sie nicht sehen.' },
    otherUsername: {
      label: 'Anderer Benutzername',
      hint: '3 bis 32 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche.',
    },
    password: { label: 'Passwort Ihrer Registrierung' },
  },
  script: {
    codeSent:
      'Wenn für {email} ein Konto angelegt werden kann, ist eine E-Mail dorthin unterwegs. Geben Sie den Code daraus hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
    resent: 'Eine neue E-Mail ist unterwegs. Der Code aus der alten gilt nicht mehr.',
    suggest: '{username} verwenden',
    ended: {
      EXPIRED: 'Der Link ist abgelaufen. Registrieren Sie sich noch einmal.',
      USED: 'Der Link wurde schon benutzt. Wenn Sie damit Ihre Registrierung abgeschlossen haben, melden Sie sich an. Andernfalls registrieren Sie sich noch einmal.',
      INVALID:
        'Der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt. Öffnen Sie den Link in der neuesten E-Mail, oder registrieren Sie sich noch einmal.',
      TAKEN:
        'Es gibt schon ein Konto mit Ihrer E-Mail-Adresse. Melden Sie sich an, oder setzen Sie das Passwort zurück.',
    },
  },
};

export const signupTexts = { en, de };
