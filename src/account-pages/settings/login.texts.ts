const en = {
  loading: 'Loading…',
  failedTitle: 'Your account could not be loaded',
  failedSubmit: 'Try again',
  loginTitle: 'Log in to your account',
  loginSubmit: 'Log in',
  passkey: 'Log in with a passkey',
  forgot: 'Forgot your password?',
  signup: 'No account yet? Sign up',
  resumed: {
    title: 'You are already logged in',
    as: 'Your account:',
    submit: 'Continue',
    other: 'Log in with another account',
  },
  restore: {
    title: 'Your account will be deleted',
    intro: 'To log in, restore the account. If you still want to delete it, close this page.',
    submit: 'Restore the account',
  },
  script: {
    loggedOut: 'You are logged out.',
    signedUp: 'Your account is ready. Log in with your password.',
    restored: 'Your account has been restored.',
  },
};

export type LoginTexts = typeof en;

const de: LoginTexts = {
  loading: 'Wird geladen…',
  failedTitle: 'Ihr Konto konnte nicht geladen werden',
  failedSubmit: 'Noch einmal versuchen',
  loginTitle: 'Bei Ihrem Konto anmelden',
  loginSubmit: 'Anmelden',
  passkey: 'Mit einem Passkey anmelden',
  forgot: 'Passwort vergessen?',
  signup: 'Noch kein Konto? Registrieren',
  resumed: {
    title: 'Sie sind schon angemeldet',
    as: 'Ihr Konto:',
    submit: 'Weiter',
    other: 'Mit einem anderen Konto anmelden',
  },
  restore: {
    title: 'Ihr Konto wird gelöscht',
    intro:
      'Um sich anzumelden, stellen Sie das Konto wieder her. Wenn Sie es weiterhin löschen möchten, schließen Sie diese Seite.',
    submit: 'Konto wiederherstellen',
  },
  script: {
    loggedOut: 'Sie sind abgemeldet.',
    signedUp: 'Ihr Konto ist bereit. Melden Sie sich mit Ihrem Passwort an.',
    restored: 'Ihr Konto wurde wiederhergestellt.',
  },
};

export const loginTexts = { en, de };
