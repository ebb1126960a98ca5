const en = {
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
  password: {
    title: 'Change your password',
    intro: 'All other devices will be logged out.',
    current: { label: 'Current password' },
    submit: 'Change the password',
  },
  script: {
    verified: 'Confirmed',
    notVerified: 'Not confirmed yet',
    refused: 'Mails to this email are returned. Check whether it is correct, and change it if not.',
    passwordChanged: 'Your password has been changed, and all other devices have been logged out.',
    emailConfirmed: 'Your email is confirmed.',
    usernameChanged: 'Your username has been changed.',
    emailChanged: 'Your email has been changed, and all other devices have been logged out.',
    emailKept: 'The change of your email has been cancelled.',
  },
};

export type ProfileTexts = typeof en;

const de: ProfileTexts = {
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
  password: {
    title: 'Passwort ändern',
    intro: 'Alle anderen Geräte werden abgemeldet.',
    current: { label: 'Aktuelles Passwort' },
    submit: 'Passwort ändern',
  },
  script: {
    verified: 'Bestätigt',
    notVerified: 'Noch nicht bestätigt',
    refused:
      'E-Mails an diese Adresse kommen zurück. Prüfen Sie, ob sie richtig ist, und ändern Sie sie, falls nicht.',
    passwordChanged: 'Ihr Passwort wurde geändert, und alle anderen Geräte wurden abgemeldet.',
    emailConfirmed: 'Ihre E-Mail-Adresse ist bestätigt.',
    usernameChanged: 'Ihr Benutzername wurde geändert.',
    emailChanged: 'Ihre E-Mail-Adresse wurde geändert, und alle anderen Geräte wurden abgemeldet.',
    emailKept: 'Die Änderung Ihrer E-Mail-Adresse wurde abgebrochen.',
  },
};

export const profileTexts = { en, de };
