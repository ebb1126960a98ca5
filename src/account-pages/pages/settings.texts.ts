const en = {
  title: 'Your account',
  loading: 'Loading…',
  failedTitle: 'Your account could not be loaded',
  failedSubmit: 'Try again',
  loginTitle: 'Log in to your account',
  login: 'Log in to see and change your account.',
  loginSubmit: 'Log in',
  forgot: 'Forgot your password?',
  codeTitle: 'Check your mail',
  resend: 'Request a new mail',
  codeSubmit: 'Continue',
  profileTitle: 'Profile',
  username: 'Username',
  email: 'Email',
  verifyEmail: 'Confirm your email',
  pending: {
    title: 'New email that is not confirmed yet',
    intro: 'Open the link in the mail to this email to confirm the change.',
    code: 'Enter the code from the mail',
    cancel: 'Cancel the change',
  },
  logOut: 'Log out',
  devices: {
    title: 'Your devices',
    current: 'This device',
    used: 'Last used',
    since: 'Logged in since',
    ipAddress: 'IP address',
    endOthers: 'Log out all other devices',
  },
  back: 'Back to your account',
  data: {
    title: 'Your data',
    intro: 'Download a file with everything that this service stores about you.',
    submit: 'Download your data',
  },
  delete: {
    title: 'Delete your account',
    intro: 'Your account will be closed, and all devices will be logged out.',
    later: 'The account and its data will be deleted after {delay}. Until then, you can restore the account.',
    atOnce: 'The account and its data will be deleted at once. You cannot restore them.',
    submit: 'Delete the account',
    doneTitle: 'Your account is closed',
    logIn: 'Go to the login',
  },
  restore: {
    title: 'Your account will be deleted',
    intro: 'To log in, restore the account. If you still want to delete it, close this page.',
    submit: 'Restore the account',
  },
  changeUsername: {
    title: 'Change your username',
    intro: 'You can change it once every 30 days.',
    field: { label: 'New username', hint: '3 to 32 letters, digits, dots, hyphens or underscores.' },
    submit: 'Change the username',
  },
  changeEmail: {
    title: 'Change your email',
    intro:
      'We will send a mail to the new email to confirm it, and a notice to the old one. Then all other devices will be logged out.',
    field: { label: 'New email' },
    submit: 'Send the mail',
  },
  oldCode: {
    offer: 'I will lose access to the old email: make the change final',
    label: 'Code from the mail to the old email',
    hint: 'With this code, you can no longer undo the change from the old email.',
  },
  password: {
    title: 'Change your password',
    intro: 'All other devices will be logged out.',
    current: { label: 'Current password' },
    submit: 'Change the password',
  },
  confirmation: {
    title: 'Confirm that it is you',
    password: 'Enter your password once more.',
    code: 'We have sent you a mail. Enter the code from it.',
    submit: 'Confirm',
    cancel: 'Cancel',
  },
  script: {
    verified: 'Confirmed',
    notVerified: 'Not confirmed yet',
    refused: 'Mails to this email are returned. Check whether it is correct, and change it if not.',
    codeSent:
      'A mail is on its way. Enter the code from it here. It may take a minute. Check your spam folder too.',
    codeSentTo:
      'A mail to {email} is on its way. Enter the code from it here. It may take a minute. Check your spam folder too.',
    loggedOut: 'You are logged out.',
    passwordChanged: 'Your password has been changed, and all other devices have been logged out.',
    emailConfirmed: 'Your email is confirmed.',
    usernameChanged: 'Your username has been changed.',
    emailChanged: 'Your email has been changed, and all other devices have been logged out.',
    restored: 'Your account has been restored.',
    closed:
      'The account and its data will be deleted on {time}. If you want to keep it, log in here before then, or open the link in the mail that we have sent you.',
    deleted: 'The account and its data have been deleted.',
    emailKept: 'The change of your email has been cancelled.',
    deviceEnded: 'Logged out: {device}',
    devicesEnded: 'Other devices that have been logged out: {count}',
  },
};

export type SettingsTexts = typeof en;

const de: SettingsTexts = {
  title: 'Ihr Konto',
  loading: 'Wird geladen…',
  failedTitle: 'Ihr Konto konnte nicht geladen werden',
  failedSubmit: 'Noch einmal versuchen',
  loginTitle: 'Bei Ihrem Konto anmelden',
  login: 'Melden Sie sich an, um Ihr Konto zu sehen und zu ändern.',
  loginSubmit: 'Anmelden',
  forgot: 'Passwort vergessen?',
  codeTitle: 'Sehen Sie in Ihrem Postfach nach',
  resend: 'Neue E-Mail anfordern',
  codeSubmit: 'Weiter',
  profileTitle: 'Profil',
  username: 'Benutzername',
  email: 'E-Mail-Adresse',
  verifyEmail: 'E-Mail-Adresse bestätigen',
  pending: {
    title: 'Neue E-Mail-Adresse, noch nicht bestätigt',
    intro: 'Öffnen Sie den Link in der E-Mail an diese Adresse, um die Änderung zu bestätigen.',
    code: 'Code aus der E-Mail eingeben',
    cancel: 'Änderung abbrechen',
  },
  logOut: 'Abmelden',
  devices: {
    title: 'Ihre Geräte',
    current: 'Dieses Gerät',
    used: 'Zuletzt benutzt',
    since: 'Angemeldet seit',
    ipAddress: 'IP-Adresse',
    endOthers: 'Alle anderen Geräte abmelden',
  },
  back: 'Zurück zu Ihrem Konto',
  data: {
    title: 'Ihre Daten',
    intro: 'Laden Sie eine Datei mit allem herunter, was dieser Dienst über Sie gespeichert hat.',
    submit: 'Daten herunterladen',
  },
  delete: {
    title: 'Konto löschen',
    intro: 'Ihr Konto wird geschlossen, und alle Geräte werden abgemeldet.',
    later:
      'Das Konto und seine Daten bleiben noch {delay} gespeichert und werden dann gelöscht. Bis dahin können Sie das Konto wiederherstellen.',
    atOnce: 'Das Konto und seine Daten werden sofort gelöscht. Sie können sie nicht wiederherstellen.',
    submit: 'Konto löschen',
    doneTitle: 'Ihr Konto ist geschlossen',
    logIn: 'Zur Anmeldung',
  },
  restore: {
    title: 'Ihr Konto wird gelöscht',
    intro:
      'Um sich anzumelden, stellen Sie das Konto wieder her. Wenn Sie es weiterhin löschen möchten, schließen Sie diese Seite.',
    submit: 'Konto wiederherstellen',
  },
  changeUsername: {
    title: 'Benutzernamen ändern',
    intro: 'Sie können ihn alle 30 Tage einmal ändern.',
    field: {
      label: 'Neuer Benutzername',
      hint: '3 bis 32 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche.',
    },
    submit: 'Benutzernamen ändern',
  },
  changeEmail: {
    title: 'E-Mail-Adresse ändern',
    intro:
      'Wir senden eine E-Mail an die neue Adresse, um sie zu bestätigen, und eine Nachricht an die alte. Danach werden alle anderen Geräte abgemeldet.',
    field: { label: 'Neue E-Mail-Adresse' },
    submit: 'E-Mail senden',
  },
  oldCode: {
    offer: 'Ich habe bald keinen Zugriff mehr auf die alte E-Mail-Adresse: Änderung endgültig machen',
    label: 'Code aus der E-Mail an die alte Adresse',
    hint: 'Mit diesem Code können Sie die Änderung nicht mehr über die alte Adresse rückgängig machen.',
  },
  password: {
    title: 'Passwort ändern',
    intro: 'Alle anderen Geräte werden abgemeldet.',
    current: { label: 'Aktuelles Passwort' },
    submit: 'Passwort ändern',
  },
  confirmation: {
    title: 'Bestätigen Sie, dass Sie es sind',
    password: 'Geben Sie noch einmal Ihr Passwort ein.',
    code: 'Wir haben Ihnen eine E-Mail gesendet. Geben Sie den Code daraus ein.',
    submit: 'Bestätigen',
    cancel: 'Abbrechen',
  },
  script: {
    verified: 'Bestätigt',
    notVerified: 'Noch nicht bestätigt',
    refused:
      'E-Mails an diese Adresse kommen zurück. Prüfen Sie, ob sie richtig ist, und ändern Sie sie, falls nicht.',
    codeSent:
      'Eine E-Mail ist unterwegs. Geben Sie den Code daraus hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
    codeSentTo:
      'Eine E-Mail an {email} ist unterwegs. Geben Sie den Code daraus hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
    loggedOut: 'Sie sind abgemeldet.',
    passwordChanged: 'Ihr Passwort wurde geändert, und alle anderen Geräte wurden abgemeldet.',
    emailConfirmed: 'Ihre E-Mail-Adresse ist bestätigt.',
    usernameChanged: 'Ihr Benutzername wurde geändert.',
    emailChanged: 'Ihre E-Mail-Adresse wurde geändert, und alle anderen Geräte wurden abgemeldet.',
    restored: 'Ihr Konto wurde wiederhergestellt.',
    closed:
      'Das Konto und seine Daten werden am {time} gelöscht. Wenn Sie es behalten möchten, melden Sie sich vorher hier an, oder öffnen Sie den Link in der E-Mail, die wir Ihnen gesendet haben.',
    deleted: 'Das Konto und seine Daten wurden gelöscht.',
    emailKept: 'Die Änderung Ihrer E-Mail-Adresse wurde abgebrochen.',
    deviceEnded: 'Abgemeldet: {device}',
    devicesEnded: 'Andere Geräte, die abgemeldet wurden: {count}',
  },
};

export const settingsTexts = { en, de };
