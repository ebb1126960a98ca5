const en = {
  title: 'Two-step login',
  start: 'Set up an authenticator app',
  replace: 'Replace the authenticator app',
  noCodes: 'You have no recovery codes. A recovery code replaces a lost authenticator app or passkey, once.',
  firstCodes: 'Get recovery codes',
  newCodes: 'Get new recovery codes',
  remove: {
    title: 'Remove the authenticator app',
    intro:
      'Logins will no longer ask for a code from the app. All other devices will be logged out. Afterwards, delete the account from the app too.',
    submit: 'Remove the authenticator app',
  },
  enrol: {
    title: 'Set up an authenticator app',
    required: 'This service requires a second step at each login. Set it up now to log in.',
    replaces: 'This replaces your authenticator app. The old app and the old recovery codes stop working.',
    intro: 'Scan this code with an authenticator app, such as the one in your password manager.',
    image: 'QR code for the authenticator app',
    secret: 'Or type this secret into the app:',
    link: 'Is the app on this device? Open it',
    label: 'Code from the app',
    hint: 'The six digits that the app shows now.',
    submit: 'Continue',
    sessions: 'All other devices will be logged out.',
  },
  codes: {
    title: 'Store your recovery codes',
    intro:
      'Each of these codes replaces your authenticator app or passkey once, for example if you lose your phone. Store them in a safe place, outside of the phone. You cannot see them again here.',
    download: 'Download',
    copy: 'Copy',
    done: 'I have stored the codes',
  },
  script: {
    twoStepOn: 'On: after the password, a login asks for a code from your authenticator app.',
    twoStepOff: 'Off: a login needs only the password.',
    twoStepPasskeys: 'A login needs only the password, or only a passkey.',
    codesLeft: 'Unused recovery codes: {count}',
    codesFile: 'recovery-codes.txt',
    codesRule: 'Each code works once, instead of the authenticator app or a passkey.',
    codesCopied: 'Copied. Paste the codes into a safe place.',
    codesDownloaded: 'Downloaded. Move the file to a safe place.',
    codesNotCopied: 'The browser does not allow copying. Download the codes instead.',
    codesFirst: 'You have recovery codes now.',
    codesStored: 'You have new recovery codes. The earlier ones no longer work.',
    totpAdded: 'Two-step login is set up, and all other devices have been logged out.',
    totpRemoved: 'The authenticator app has been removed, and all other devices have been logged out.',
  },
};

export type TwoStepTexts = typeof en;

const de: TwoStepTexts = {
  title: 'Anmeldung in zwei Schritten',
  start: 'Authenticator-App einrichten',
  replace: 'Authenticator-App ersetzen',
  noCodes:
    'Sie haben keine Wiederherstellungscodes. Ein Wiederherstellungscode ersetzt einmal eine verlorene Authenticator-App oder einen verlorenen Passkey.',
  firstCodes: 'Wiederherstellungscodes anfordern',
  newCodes: 'Neue Wiederherstellungscodes anfordern',
  remove: {
    title: 'Authenticator-App entfernen',
    intro:
      'Die Anmeldung fragt dann nicht mehr nach einem Code aus der App. Alle anderen Geräte werden abgemeldet. Löschen Sie das Konto danach auch in der App.',
    submit: 'Authenticator-App entfernen',
  },
  enrol: {
    title: 'Authenticator-App einrichten',
    required:
      'Dieser Dienst verlangt bei jeder Anmeldung einen zweiten Schritt. Richten Sie ihn jetzt ein, um sich anzumelden.',
    replaces:
      'Damit ersetzen Sie Ihre Authenticator-App. Die alte App und die alten Wiederherstellungscodes gelten dann nicht mehr.',
    intro: 'Scannen Sie diesen Code mit einer Authenticator-App, zum Beispiel der in Ihrem Passwortmanager.',
    image: 'QR-Code für die Authenticator-App',
    secret: 'Oder tippen Sie diesen Schlüssel in die App:',
    link: 'Ist die App auf diesem Gerät? App öffnen',
    label: 'Code aus der App',
    hint: 'Die sechs Ziffern, die die App gerade anzeigt.',
    submit: 'Weiter',
    sessions: 'Alle anderen Geräte werden abgemeldet.',
  },
  codes: {
    title: 'Bewahren Sie Ihre Codes auf',
    intro:
      'Jeder dieser Wiederherstellungscodes ersetzt einmal Ihre Authenticator-App oder Ihren Passkey, zum Beispiel, wenn Sie Ihr Telefon verlieren. Bewahren Sie die Codes an einem sicheren Ort auf, nicht auf dem Telefon. Sie können sie hier nicht noch einmal sehen.',
    download: 'Herunterladen',
    copy: 'Kopieren',
    done: 'Ich habe die Codes gespeichert',
  },
  script: {
    twoStepOn: 'Ein: Nach dem Passwort fragt die Anmeldung nach einem Code aus Ihrer Authenticator-App.',
    twoStepOff: 'Aus: Zur Anmeldung genügt das Passwort.',
    twoStepPasskeys: 'Zur Anmeldung genügt das Passwort oder ein Passkey.',
    codesLeft: 'Unbenutzte Wiederherstellungscodes: {count}',
    codesFile: 'wiederherstellungscodes.txt',
    codesRule: 'Jeder Code funktioniert einmal, anstelle der Authenticator-App oder eines Passkeys.',
    codesCopied: 'Kopiert. Fügen Sie die Codes an einem sicheren Ort ein.',
    codesDownloaded: 'Heruntergeladen. Verschieben Sie die Datei an einen sicheren Ort.',
    codesNotCopied: 'Der Browser erlaubt das Kopieren nicht. Laden Sie die Codes stattdessen herunter.',
    codesFirst: 'Sie haben jetzt Wiederherstellungscodes.',
    codesStored: 'Sie haben neue Wiederherstellungscodes. Die früheren gelten nicht mehr.',
    totpAdded: 'Die Anmeldung in zwei Schritten ist eingerichtet, und alle anderen Geräte wurden abgemeldet.',
    totpRemoved: 'Die Authenticator-App wurde entfernt, und alle anderen Geräte wurden abgemeldet.',
  },
};

export const twoStepTexts = { en, de };
