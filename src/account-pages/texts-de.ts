import type { Texts } from './texts-en.ts';

const tryLater = 'Warten Sie einen Moment und versuchen Sie es dann noch einmal.';

export const german: Texts = {
  title: 'Ihr Konto',
  noScript:
    'Diese Seite braucht JavaScript. Schalten Sie es ein, oder öffnen Sie die Seite in einem anderen Browser.',
  showPassword: 'Passwort anzeigen',
  toSettings: 'Bei Ihrem Konto anmelden',
  toAccount: 'Zurück zu Ihrem Konto',
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
  script: {
    sending: 'Wird gesendet…',
    summary: 'Etwas fehlt oder stimmt nicht',
    summaries: {
      UNAUTHENTICATED: 'Sie sind abgemeldet',
      TOO_SOON: 'Noch nicht möglich',
      REAUTHENTICATION_REQUIRED: 'Abgebrochen',
    },
    retryIn: 'Versuchen Sie es in {time} noch einmal.',
    seconds: '{count} Sekunden',
    minutes: '{count} Minuten',
    hours: '{count} Stunden',
    codes: {
      UNREACHABLE:
        'Der Dienst hat nicht geantwortet. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
      INVALID_CREDENTIALS:
        'Das Passwort ist falsch, oder es gibt dieses Konto nicht. Prüfen Sie beides und versuchen Sie es noch einmal.',
      LOGIN_TOO_OLD:
        'Melden Sie sich zuerst ab. Nach der nächsten Anmeldung können Sie das einige Minuten lang tun.',
      WRONG_SIGNUP_PASSWORD: 'Das ist nicht das Passwort, das bei der Registrierung gewählt wurde.',
      EMAIL_TAKEN: 'Ein anderes Konto hat diese E-Mail-Adresse.',
      CODE_INVALID:
        'Der Code ist falsch oder abgelaufen. Prüfen Sie ihn, oder fordern Sie eine neue E-Mail an.',
      SECOND_FACTOR_INVALID:
        'Dieser Code gilt nicht. Jeder Code funktioniert nur einmal: Warten Sie auf den nächsten, oder verwenden Sie einen Wiederherstellungscode.',
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
        'Dieses Konto verlangt mehr als ein Passwort. Melden Sie sich stattdessen in der App an.',
      BAD_USER_INPUT: 'Korrigieren Sie die markierten Felder.',
      RATE_LIMITED: 'Zu viele Versuche.',
      OVERLOADED: `Der Dienst ist ausgelastet. ${tryLater}`,
      TEMPORARILY_UNAVAILABLE: `Der Dienst ist gerade nicht verfügbar. ${tryLater}`,
      OTHER:
        'Etwas ist schiefgegangen. Versuchen Sie es später noch einmal. Wenn es wieder passiert, nennen Sie dem Betreiber diese Nummer: {id}',
    },
    reasons: {
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
