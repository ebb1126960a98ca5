import type { Texts } from './texts-en.ts';

const tryLater = 'Warten Sie einen Moment und versuchen Sie es dann noch einmal.';

export const german: Texts = {
  title: 'Ihr Konto',
  noScript:
    'Diese Seite braucht JavaScript. Schalten Sie es ein, oder öffnen Sie die Seite in einem anderen Browser.',
  help: 'Brauchen Sie Hilfe?',
  passwordRule: 'Mindestens {count} Zeichen.',
  toSettings: 'Bei Ihrem Konto anmelden',
  toAccount: 'Zurück zu Ihrem Konto',
  toApp: 'Weiter zu {host}',
  endedTitle: 'Dieser Link funktioniert nicht',
  fields: {
    code: { label: 'Code aus der E-Mail', hint: 'Acht Buchstaben, zum Beispiel BCDF-GHJK.' },
    newPassword: {
      label: 'Neues Passwort',
      hint: 'Einige zufällige Wörter ergeben ein gutes Passwort.',
    },
    email: { label: 'E-Mail-Adresse' },
    identifier: { label: 'Benutzername oder E-Mail-Adresse' },
    password: { label: 'Passwort' },
  },
  secondStep: {
    title: 'Noch ein Schritt',
    submit: 'Weiter',
    back: 'Zurück zur Anmeldung',
  },
  proofs: {
    fields: {
      TOTP: {
        label: 'Code aus Ihrer Authenticator-App',
        hint: 'Die sechs Ziffern, die die App gerade anzeigt.',
      },
      RECOVERY_CODE: {
        label: 'Wiederherstellungscode',
        hint: 'Einer der Codes, die Sie beim Einrichten der Anmeldung in zwei Schritten gespeichert haben.',
      },
    },
    passkey:
      'Bestätigen Sie mit Fingerabdruck, Gesicht, der PIN Ihres Geräts oder einem Sicherheitsschlüssel.',
    use: {
      PASSWORD: 'Passwort verwenden',
      TOTP: 'Authenticator-App verwenden',
      EMAIL_CODE: 'Code aus einer E-Mail verwenden',
      RECOVERY_CODE: 'Wiederherstellungscode verwenden',
      PASSKEY: 'Passkey verwenden',
    },
  },
  script: {
    showPassword: 'Passwort anzeigen',
    show: 'Anzeigen',
    capsLock: 'Die Feststelltaste ist aktiv.',
    retrying: 'Die Seite versucht es von selbst noch einmal.',
    wait: '{submit} ({seconds} s)',
    sending: 'Wird gesendet…',
    summary: 'Etwas fehlt oder stimmt nicht',
    otherSummary: 'Das hat nicht funktioniert',
    summaries: {
      OFFLINE: 'Sie sind offline',
      UNREACHABLE: 'Keine Verbindung',
      RATE_LIMITED: 'Bitte warten Sie',
      OVERLOADED: 'Bitte warten Sie',
      TEMPORARILY_UNAVAILABLE: 'Bitte warten Sie',
      MAIL_NOT_CONFIGURED: 'Das hat nicht funktioniert',
      UNAUTHENTICATED: 'Sie sind abgemeldet',
      TOO_SOON: 'Noch nicht möglich',
      REAUTHENTICATION_REQUIRED: 'Abgebrochen',
      CODE_INVALID: 'Der Code wurde nicht angenommen',
      SECOND_FACTOR_INVALID: 'Der Code wurde nicht angenommen',
      SETUP_CODE_INVALID: 'Der Code wurde nicht angenommen',
      PASSKEY_CANCELLED: 'Kein Passkey verwendet',
      SECOND_FACTOR_REQUIRED: 'Noch nicht möglich',
      LAST_WAY_IN: 'Noch nicht möglich',
    },
    retryIn: 'Versuchen Sie es in {time} noch einmal.',
    seconds: '{count} Sekunden',
    minutes: '{count} Minuten',
    hours: '{count} Stunden',
    codes: {
      OFFLINE: 'Sie sind offline. Versuchen Sie es noch einmal, wenn die Verbindung wieder da ist.',
      UNREACHABLE:
        'Der Dienst hat nicht geantwortet. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
      INVALID_CREDENTIALS: 'Falsches Passwort, oder es gibt kein solches Konto.',
      LOGIN_TOO_OLD:
        'Melden Sie sich zuerst ab. Nach der nächsten Anmeldung können Sie das einige Minuten lang tun.',
      WRONG_SIGNUP_PASSWORD: 'Das ist nicht das Passwort, das bei der Registrierung gewählt wurde.',
      EMAIL_TAKEN: 'Ein anderes Konto hat diese E-Mail-Adresse.',
      CODE_INVALID:
        'Der Code ist falsch oder abgelaufen. Prüfen Sie ihn, oder fordern Sie eine neue E-Mail an.',
      SECOND_FACTOR_INVALID:
        'Dieser Code gilt nicht. Jeder Code funktioniert nur einmal: Warten Sie auf den nächsten, oder verwenden Sie einen Wiederherstellungscode.',
      SETUP_CODE_INVALID:
        'Dieser Code gilt nicht. Geben Sie den Code ein, den die App gerade anzeigt, und prüfen Sie die Uhr des Geräts.',
      ENROLMENT_INVALID: 'Das hat zu lange gedauert. Beginnen Sie noch einmal.',
      NO_AUTHENTICATOR: 'Ihr Konto hat keine Authenticator-App mehr. Laden Sie diese Seite neu.',
      SECOND_FACTOR_REQUIRED:
        'Dieser Dienst verlangt einen zweiten Schritt, und das ist Ihr einziger. Fügen Sie zuerst einen Passkey oder eine Authenticator-App hinzu.',
      NO_SECOND_FACTOR: 'Richten Sie zuerst eine Authenticator-App oder einen Passkey ein.',
      SECOND_FACTOR_UNAVAILABLE:
        'Der Dienst kann die Codes dieser App nicht prüfen. Verwenden Sie einen anderen Weg, oder bitten Sie den Betreiber um Hilfe.',
      PASSKEY_INVALID:
        'Dieser Passkey konnte nicht geprüft werden, oder es hat zu lange gedauert. Versuchen Sie es noch einmal.',
      PASSKEY_UNKNOWN: 'Dieser Passkey wurde entfernt. Melden Sie sich auf einem anderen Weg an.',
      PASSKEY_CANCELLED:
        'Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder verwenden Sie einen anderen Weg.',
      PASSKEY_EXISTS: 'Dieses Gerät hat schon einen Passkey für Ihr Konto.',
      PASSKEY_ELSEWHERE:
        'Passkeys funktionieren auf dieser Seite nicht. Verwenden Sie einen anderen Weg, oder bitten Sie den Betreiber um Hilfe.',
      PASSKEY_UNSUPPORTED:
        'Dieser Browser kann hier keine Passkeys verwenden. Aktualisieren Sie ihn, oder versuchen Sie es mit einem anderen Browser oder Gerät.',
      PASSKEYS_NOT_CONFIGURED: 'Dieser Dienst bietet keine Passkeys an.',
      TOO_MANY_PASSKEYS:
        'Sie haben so viele Passkeys, wie dieser Dienst erlaubt. Entfernen Sie zuerst einen.',
      LAST_WAY_IN:
        'Das ist der einzige Weg, sich anzumelden. Legen Sie zuerst ein Passwort fest, oder fügen Sie einen anderen Passkey hinzu.',
      CODE_REPLACED: 'Das hat zu lange gedauert. Eine neue E-Mail mit einem anderen Code ist unterwegs.',
      CHALLENGE_INVALID: 'Das hat zu lange gedauert. Melden Sie sich noch einmal an.',
      UNAUTHENTICATED:
        'Ihre Sitzung wurde beendet: von einem anderen Gerät oder vom Dienst. Melden Sie sich noch einmal an.',
      REAUTHENTICATION_REQUIRED:
        'Es wurde nichts geändert, weil Sie nicht bestätigt haben, dass Sie es sind.',
      TOO_SOON:
        'Sie haben das erst vor Kurzem geändert. Sie können es ab diesem Zeitpunkt wieder ändern: {time}.',
      MAIL_NOT_CONFIGURED: 'Dieser Dienst kann keine E-Mails senden. Bitten Sie den Betreiber um Hilfe.',
      FURTHER_PROOF_REQUIRED:
        'Dieses Konto verlangt einen Schritt, den diese Seite nicht anbietet. Melden Sie sich zuerst in der App oder in den Einstellungen Ihres Kontos an.',
      BAD_USER_INPUT: 'Korrigieren Sie die markierten Felder.',
      RATE_LIMITED: 'Zu viele Versuche.',
      OVERLOADED: `Der Dienst ist ausgelastet. ${tryLater}`,
      TEMPORARILY_UNAVAILABLE: `Der Dienst ist gerade nicht verfügbar. ${tryLater}`,
      OTHER:
        'Etwas ist schiefgegangen. Versuchen Sie es später noch einmal. Wenn es wieder passiert, nennen Sie dem Betreiber diese Nummer: {id}',
    },
    reasons: {
      NOT_ACCEPTED:
        'Der Dienst nimmt diese Art von Passkey nicht an. Speichern Sie den Passkey an einem anderen Ort.',
      UNKNOWN: 'Das gibt es nicht mehr. Gehen Sie zurück zu Ihrem Konto und versuchen Sie es noch einmal.',
      REQUIRED: 'Füllen Sie dieses Feld aus.',
      TOO_SHORT: 'Dieses Passwort ist zu kurz. Fügen Sie ein Wort hinzu.',
      TOO_LONG: 'Das ist zu lang.',
      INVALID_CHARACTERS: 'Das enthält unerlaubte Zeichen. Tippen Sie es ein, statt es einzufügen.',
      TOO_COMMON: 'Dies ist eines der häufigsten Passwörter. Wählen Sie ein anderes.',
      TOO_PERSONAL:
        'Dies ist Ihr Name oder Ihre E-Mail-Adresse mit zusätzlichen Ziffern oder Zeichen. Wählen Sie ein anderes Passwort.',
      INVALID_EMAIL: 'Das ist keine E-Mail-Adresse.',
      INVALID_USERNAME:
        'Verwenden Sie 3 bis 32 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche. Beginnen Sie mit einem Buchstaben oder einer Ziffer.',
      UNCHANGED: 'Ihr Konto hat das schon.',
      TAKEN: 'Das ist schon vergeben. Wählen Sie etwas anderes.',
      WRONG: 'Das ist nicht Ihr aktuelles Passwort.',
      INVALID_CREDENTIALS: 'Das Passwort ist falsch. Prüfen Sie es und versuchen Sie es noch einmal.',
      CODE_INVALID:
        'Der Code ist falsch oder abgelaufen. Prüfen Sie ihn, oder fordern Sie eine neue E-Mail an.',
    },
  },
};
