const en = {
  title: 'Confirm your new email',
  intro: 'Click the button to use this email for your account. All other devices will be logged out.',
  submit: 'Use this email',
  loginTitle: 'Log in to confirm your new email',
  login: 'Log in to the account that will get this email. Use its username or its current email.',
  loginSubmit: 'Log in and use this email',
  otherSubmit: 'Log in with another account',
  codeTitle: 'Check your mail',
  code: 'This login needs a proof of the current email. Enter the code from the mail that we have just sent to it.',
  codeSubmit: 'Continue',
  doneTitle: 'Your account has its new email',
  done: 'You can close this page and go back to the app. If it asks you to log in, use your new email.',
  script: {
    ended: {
      MISSING:
        'The link is incomplete. Open the whole link from the mail, or enter the code from the mail in the app.',
      EXPIRED: 'The link has expired. Change your email again in the app.',
      OTHER_ACCOUNT: 'The link belongs to a different account from the one you are logged in to.',
      USED: 'The link has already been used. If you changed your email with it, log in with the new email. Otherwise, change your email again in the app.',
      INVALID:
        'The change has been cancelled, or the link is damaged, or was replaced by a newer mail. Open the link in the newest mail, or change your email again in the app.',
      TAKEN: 'Another account has this email. Choose a different one in the app, or log in to that account.',
    },
  },
};

const de: typeof en = {
  title: 'Neue E-Mail-Adresse bestätigen',
  intro:
    'Klicken Sie auf die Schaltfläche, um diese E-Mail-Adresse für Ihr Konto zu verwenden. Alle anderen Geräte werden abgemeldet.',
  submit: 'Diese E-Mail-Adresse verwenden',
  loginTitle: 'Zum Bestätigen anmelden',
  login:
    'Melden Sie sich bei dem Konto an, das diese E-Mail-Adresse bekommen soll. Verwenden Sie dessen Benutzernamen oder bisherige E-Mail-Adresse.',
  loginSubmit: 'Anmelden und diese E-Mail-Adresse verwenden',
  otherSubmit: 'Mit einem anderen Konto anmelden',
  codeTitle: 'Sehen Sie in Ihrem Postfach nach',
  code: 'Für diese Anmeldung muss die bisherige E-Mail-Adresse bestätigt werden. Geben Sie den Code aus der E-Mail ein, die wir gerade dorthin gesendet haben.',
  codeSubmit: 'Weiter',
  doneTitle: 'Ihr Konto hat die neue E-Mail-Adresse',
  done: 'Sie können diese Seite schließen und zur App zurückkehren. Wenn Sie sich dort wieder anmelden müssen, verwenden Sie die neue E-Mail-Adresse.',
  script: {
    ended: {
      MISSING:
        'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail, oder geben Sie den Code aus der E-Mail in der App ein.',
      EXPIRED: 'Der Link ist abgelaufen. Ändern Sie Ihre E-Mail-Adresse in der App noch einmal.',
      OTHER_ACCOUNT: 'Der Link gehört zu einem anderen Konto als dem, bei dem Sie angemeldet sind.',
      USED: 'Der Link wurde schon benutzt. Wenn Sie damit Ihre E-Mail-Adresse geändert haben, melden Sie sich mit der neuen an. Andernfalls ändern Sie sie in der App noch einmal.',
      INVALID:
        'Die Änderung wurde abgebrochen, oder der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt. Öffnen Sie den Link in der neuesten E-Mail, oder ändern Sie Ihre E-Mail-Adresse in der App noch einmal.',
      TAKEN:
        'Ein anderes Konto hat diese E-Mail-Adresse. Wählen Sie in der App eine andere E-Mail-Adresse, oder melden Sie sich bei dem anderen Konto an.',
    },
  },
};

export const confirmEmailTexts = { en, de };
