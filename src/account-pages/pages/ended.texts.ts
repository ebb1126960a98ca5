const elsewhere = 'You logged out this device from another device, or with another app.';
const password = 'The password of your account has been changed, so all other devices were logged out.';
const factors = 'The second steps of your login have changed, so all other devices were logged out.';
const email = 'The email of your account has changed, so all other devices were logged out.';

const en = {
  title: 'You are logged out',
  logIn: 'Log in again',
  general: 'Your session has ended.',
  /** By what ended the session: for the service, and for a client (`SessionEnd`). */
  reasons: {
    logout: 'You have logged out.',
    'other-tab': 'You have logged out in another tab of this browser.',
    'other-user': 'Another user has logged in, in this browser.',
    expired: 'You have not used the session for a long time.',
    'expired-idle': 'You have not used the session for a long time.',
    'expired-age': 'Your last login was long ago. For your security, log in again from time to time.',
    ended:
      'The service has ended your session, for example because of a new password, or a logout on another device.',
    owner: elsewhere,
    reuse:
      'Your session was used in two places, so we have ended it to be safe. If you see a device that you do not know after the login, change your password.',
    displaced:
      'You have logged in on more devices than this service allows, so the oldest session has ended.',
    disabled: 'Your account has been disabled. Ask the operator of this service for help.',
    administrator: 'The operator of this service has ended your session.',
    'password-reset': password,
    'password-change': password,
    secured:
      'Your account has been secured: all devices were logged out. Choose a new password to log in again.',
    'email-change': email,
    'email-change-undo': 'A change of your email has been undone, and all devices were logged out.',
    'second-factor-added': factors,
    'second-factor-removed': factors,
    'passkey-removed': 'A passkey of your account has been removed, so all other devices were logged out.',
    'factors-reset': 'The second steps of your login have been reset, and all devices were logged out.',
    'account-closing': 'Your account has been closed. To restore it, log in before it is deleted.',
  },
};

export type EndedTexts = typeof en;

const anderswo = 'Sie haben dieses Gerät von einem anderen Gerät oder mit einer anderen App abgemeldet.';
const passwort = 'Das Passwort Ihres Kontos wurde geändert. Dabei wurden alle anderen Geräte abgemeldet.';
const faktoren =
  'Die zweiten Schritte Ihrer Anmeldung wurden geändert. Dabei wurden alle anderen Geräte abgemeldet.';
const adresse =
  'Die E-Mail-Adresse Ihres Kontos wurde geändert. Dabei wurden alle anderen Geräte abgemeldet.';

const de: EndedTexts = {
  title: 'Sie sind abgemeldet',
  logIn: 'Wieder anmelden',
  general: 'Ihre Sitzung ist beendet.',
  reasons: {
    logout: 'Sie haben sich abgemeldet.',
    'other-tab': 'Sie haben sich in einem anderen Tab dieses Browsers abgemeldet.',
    'other-user': 'In diesem Browser hat sich jemand anderes angemeldet.',
    expired: 'Sie haben die Sitzung lange nicht benutzt.',
    'expired-idle': 'Sie haben die Sitzung lange nicht benutzt.',
    'expired-age':
      'Ihre letzte Anmeldung ist lange her. Zu Ihrer Sicherheit melden Sie sich von Zeit zu Zeit neu an.',
    ended:
      'Der Dienst hat Ihre Sitzung beendet, zum Beispiel wegen eines neuen Passworts oder einer Abmeldung auf einem anderen Gerät.',
    owner: anderswo,
    reuse:
      'Ihre Sitzung wurde an zwei Stellen benutzt. Zur Sicherheit haben wir sie beendet. Wenn Sie nach der Anmeldung ein Gerät sehen, das Sie nicht kennen, ändern Sie Ihr Passwort.',
    displaced:
      'Sie haben sich auf mehr Geräten angemeldet, als dieser Dienst erlaubt. Dabei wurde die älteste Sitzung beendet.',
    disabled: 'Ihr Konto wurde gesperrt. Bitten Sie den Betreiber dieses Dienstes um Hilfe.',
    administrator: 'Der Betreiber dieses Dienstes hat Ihre Sitzung beendet.',
    'password-reset': passwort,
    'password-change': passwort,
    secured:
      'Ihr Konto wurde gesichert: Alle Geräte wurden abgemeldet. Wählen Sie ein neues Passwort, um sich wieder anzumelden.',
    'email-change': adresse,
    'email-change-undo':
      'Eine Änderung Ihrer E-Mail-Adresse wurde rückgängig gemacht, und alle Geräte wurden abgemeldet.',
    'second-factor-added': faktoren,
    'second-factor-removed': faktoren,
    'passkey-removed':
      'Ein Passkey Ihres Kontos wurde entfernt. Dabei wurden alle anderen Geräte abgemeldet.',
    'factors-reset':
      'Die zweiten Schritte Ihrer Anmeldung wurden zurückgesetzt, und alle Geräte wurden abgemeldet.',
    'account-closing':
      'Ihr Konto wurde geschlossen. Um es wiederherzustellen, melden Sie sich vor der Löschung an.',
  },
};

export const endedTexts = { en, de };
