const en = {
  title: 'Confirm your email',
  intro: 'Click the button to confirm the email of your account.',
  submit: 'Confirm the email',
  loginTitle: 'Log in to confirm your email',
  login: 'Log in to the account that this mail is for.',
  loginSubmit: 'Log in and confirm',
  otherSubmit: 'Log in with another account',
  resendTitle: 'Your email is not confirmed yet',
  resendSubmit: 'Send a new mail',
  codeTitle: 'Check your mail',
  code: 'A mail is on its way. Enter the code from it here. It may take a minute. Check your spam folder too.',
  codeSubmit: 'Confirm the email',
  doneTitle: 'Your email is confirmed',
  done: 'You can close this page and go back to the app.',
  script: {
    loginMissing: 'This link is incomplete. Log in, and we will send you a new mail.',
    ended: {
      MISSING: 'The link is incomplete. Request a new mail.',
      EXPIRED: 'The link has expired. Request a new mail.',
      OTHER_ACCOUNT: 'The link belongs to a different account from the one you are logged in to.',
      CONFIRMED:
        'The email of the account that you are logged in to is already confirmed. If the link belongs to another account, log in to that one.',
      USED: 'The link has already been used, and the email has changed since. Request a new mail.',
      INVALID:
        'The link is damaged, or was replaced by a newer mail. Open the link in the newest mail, or request a new mail.',
    },
  },
};

const de: typeof en = {
  title: 'E-Mail-Adresse bestätigen',
  intro: 'Klicken Sie auf die Schaltfläche, um die E-Mail-Adresse Ihres Kontos zu bestätigen.',
  submit: 'E-Mail-Adresse bestätigen',
  loginTitle: 'Zum Bestätigen anmelden',
  login: 'Melden Sie sich bei dem Konto an, für das diese E-Mail bestimmt ist.',
  loginSubmit: 'Anmelden und bestätigen',
  otherSubmit: 'Mit einem anderen Konto anmelden',
  resendTitle: 'Ihre E-Mail-Adresse ist noch nicht bestätigt',
  resendSubmit: 'Neue E-Mail senden',
  codeTitle: 'Sehen Sie in Ihrem Postfach nach',
  code: 'Eine E-Mail ist unterwegs. Geben Sie den Code daraus hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
  codeSubmit: 'E-Mail-Adresse bestätigen',
  doneTitle: 'Ihre E-Mail-Adresse ist bestätigt',
  done: 'Sie können diese Seite schließen und zur App zurückkehren.',
  script: {
    loginMissing: 'Der Link ist unvollständig. Melden Sie sich an, dann senden wir Ihnen eine neue E-Mail.',
    ended: {
      MISSING: 'Der Link ist unvollständig. Fordern Sie eine neue E-Mail an.',
      EXPIRED: 'Der Link ist abgelaufen. Fordern Sie eine neue E-Mail an.',
      OTHER_ACCOUNT: 'Der Link gehört zu einem anderen Konto als dem, bei dem Sie angemeldet sind.',
      CONFIRMED:
        'Die E-Mail-Adresse des Kontos, bei dem Sie angemeldet sind, ist schon bestätigt. Gehört der Link zu einem anderen Konto, melden Sie sich bei dem anderen Konto an.',
      USED: 'Der Link wurde schon benutzt, und die E-Mail-Adresse hat sich seitdem geändert. Fordern Sie eine neue E-Mail an.',
      INVALID:
        'Der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt. Öffnen Sie den Link in der neuesten E-Mail, oder fordern Sie eine neue an.',
    },
  },
};

export const verifyTexts = { en, de };
