import type { Texts } from './texts-en.ts';

const tryLater = 'Warten Sie einen Moment und versuchen Sie es dann noch einmal.';

export const german: Texts = {
  title: 'Ihr Konto',
  noScript:
    'Diese Seite braucht JavaScript. Schalten Sie es ein, oder öffnen Sie den Link aus der E-Mail in einem anderen Browser.',
  showPassword: 'Passwort anzeigen',
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
    otherUsername: {
      label: 'Anderer Benutzername',
      hint: '3 bis 32 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche.',
    },
    signupPassword: { label: 'Passwort Ihrer Registrierung' },
  },
  reset: {
    title: 'Neues Passwort wählen',
    intro: 'Dadurch werden Sie auf allen Geräten abgemeldet.',
    submit: 'Passwort ändern',
    requestAgain: 'Neue E-Mail anfordern',
    doneTitle: 'Ihr Passwort wurde geändert',
    done: 'Sie können diese Seite schließen und sich in der App mit dem neuen Passwort anmelden.',
  },
  forgot: {
    title: 'Passwort vergessen?',
    intro:
      'Geben Sie die E-Mail-Adresse Ihres Kontos ein. Sie erhalten eine E-Mail mit einem Link und Ihrem Benutzernamen.',
    submit: 'E-Mail senden',
    sentTitle: 'Sehen Sie in Ihrem Postfach nach',
    sent: 'Wenn es ein Konto mit dieser E-Mail-Adresse gibt, ist eine E-Mail unterwegs. Öffnen Sie den Link darin, oder geben Sie den Code hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
  },
  verify: {
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
  },
  signup: {
    title: 'Registrierung abschließen',
    intro:
      'Geben Sie das Passwort ein, das Sie bei der Registrierung gewählt haben. Es zeigt, dass die Registrierung von Ihnen stammt.',
    submit: 'Registrierung abschließen',
    notMeTitle: 'Waren Sie das nicht?',
    notMe:
      'Falls Sie sich nicht registriert haben, hat jemand anderes Ihre E-Mail-Adresse eingegeben. Löschen Sie die Registrierung, dann wird kein Konto angelegt.',
    notMeSubmit: 'Das war ich nicht: Registrierung löschen',
    cancelledTitle: 'Die Registrierung wurde gelöscht',
    cancelled: 'Es wurde kein Konto angelegt. Sie können diese Seite schließen.',
    doneTitle: 'Ihr Konto ist bereit',
    done: 'Sie können diese Seite schließen und sich in der App mit Benutzername und Passwort anmelden.',
  },
  script: {
    sending: 'Wird gesendet…',
    summary: 'Etwas fehlt oder stimmt nicht',
    retryIn: 'Versuchen Sie es in {time} noch einmal.',
    seconds: '{count} Sekunden',
    minutes: '{count} Minuten',
    hours: '{count} Stunden',
    loginMissing: 'Der Link ist unvollständig. Melden Sie sich an, dann senden wir Ihnen eine neue E-Mail.',
    ended: {
      reset: {
        MISSING:
          'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail, oder fordern Sie eine neue E-Mail an.',
        EXPIRED: 'Der Link ist abgelaufen. Fordern Sie eine neue E-Mail an.',
        USED: 'Der Link wurde schon benutzt. Wenn Sie damit Ihr Passwort geändert haben, melden Sie sich mit dem neuen Passwort an. Andernfalls fordern Sie eine neue E-Mail an.',
        INVALID:
          'Der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt. Öffnen Sie den Link in der neuesten E-Mail, oder fordern Sie eine neue an.',
      },
      verify: {
        MISSING: 'Der Link ist unvollständig. Fordern Sie eine neue E-Mail an.',
        EXPIRED: 'Der Link ist abgelaufen. Fordern Sie eine neue E-Mail an.',
        OTHER_ACCOUNT: 'Der Link gehört zu einem anderen Konto als dem, bei dem Sie angemeldet sind.',
        CONFIRMED:
          'Die E-Mail-Adresse des Kontos, bei dem Sie angemeldet sind, ist schon bestätigt. Gehört der Link zu einem anderen Konto, melden Sie sich bei jenem an.',
        USED: 'Der Link wurde schon benutzt, und die E-Mail-Adresse hat sich seitdem geändert. Fordern Sie eine neue E-Mail an.',
        INVALID:
          'Der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt. Öffnen Sie den Link in der neuesten E-Mail, oder fordern Sie eine neue an.',
      },
      signup: {
        MISSING:
          'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail, oder geben Sie den Code aus der E-Mail dort ein, wo Sie sich registriert haben.',
        EXPIRED: 'Der Link ist abgelaufen. Registrieren Sie sich in der App noch einmal.',
        USED: 'Der Link wurde schon benutzt. Wenn Sie damit Ihre Registrierung abgeschlossen haben, melden Sie sich in der App an. Andernfalls registrieren Sie sich noch einmal.',
        INVALID:
          'Der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt. Öffnen Sie den Link in der neuesten E-Mail, oder registrieren Sie sich in der App noch einmal.',
        TAKEN:
          'Es gibt schon ein Konto mit Ihrer E-Mail-Adresse. Melden Sie sich in der App an, oder setzen Sie das Passwort zurück.',
      },
    },
    codes: {
      UNREACHABLE:
        'Der Dienst hat nicht geantwortet. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
      INVALID_CREDENTIALS:
        'Das Passwort ist falsch, oder es gibt dieses Konto nicht. Prüfen Sie beides und versuchen Sie es noch einmal.',
      WRONG_SIGNUP_PASSWORD: 'Das ist nicht das Passwort, das bei der Registrierung gewählt wurde.',
      CODE_INVALID:
        'Der Code ist falsch oder abgelaufen. Prüfen Sie ihn, oder fordern Sie eine neue E-Mail an.',
      CHALLENGE_INVALID: 'Das hat zu lange gedauert. Melden Sie sich noch einmal an.',
      UNAUTHENTICATED: 'Ihre Anmeldung ist abgelaufen. Melden Sie sich noch einmal an.',
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
      TAKEN: 'Das ist schon vergeben. Wählen Sie etwas anderes.',
      INVALID_CREDENTIALS: 'Das Passwort ist falsch. Prüfen Sie es und versuchen Sie es noch einmal.',
      CODE_INVALID:
        'Der Code ist falsch oder abgelaufen. Prüfen Sie ihn, oder fordern Sie eine neue E-Mail an.',
    },
  },
};
