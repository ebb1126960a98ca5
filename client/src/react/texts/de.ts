import type { Overrides } from './overrides.ts';
import { shared } from './shared-de.ts';
import { sharedLater } from './shared-later-de.ts';
import { sharedProblems } from './shared-problems-de.ts';

/** German, for the `texts` of `AuthProvider`. */
export const german = {
  ...shared,
  ...sharedLater,
  locale: 'de',
  capsLock: 'Die Feststelltaste ist an.',
  summary: sharedProblems.summary,
  summaries: { ...sharedProblems.summaries, ...sharedLater.summaries },
  reasons: { ...sharedProblems.reasons, ...sharedLater.reasons },
  codes: {
    ...sharedProblems.codes,
    ...sharedLater.codes,
    USERNAME_TAKEN: sharedProblems.reasons.TAKEN,
    VERIFICATION_REQUIRED:
      'Dieser Dienst nimmt nur bestätigte E-Mail-Adressen an. Registrieren Sie sich noch einmal.',
    LINK_INVALID: sharedLater.reset.script.ended.INVALID,
    FORBIDDEN: 'Das dürfen Sie nicht.',
    PASSKEY_CANCELLED:
      'Es wurde kein Passkey verwendet: Das Fenster wurde geschlossen, es gibt keinen Passkey, oder Ihr Gerät konnte nicht prüfen, dass Sie es sind.',
  },
  login: {
    ...shared.login,
    title: 'Anmelden',
    noAccount: 'Noch kein Konto?',
    signUp: 'Registrieren',
    created: 'Ihr Konto wurde angelegt. Melden Sie sich an.',
    changed: 'Ihr Passwort wurde geändert. Melden Sie sich an.',
    doneTitle: 'Sie sind angemeldet',
    done: 'Sie sind als {username} angemeldet.',
  },
  signUp: {
    title: 'Registrieren',
    submit: 'Registrieren',
    username: {
      label: 'Benutzername',
      hint: '3 bis 32 Buchstaben, Ziffern, Punkte, Binde- oder Unterstriche.',
    },
    haveAccount: 'Schon ein Konto?',
    logIn: 'Anmelden',
  },
  session: {
    loading: 'Wird geladen…',
    unreachableTitle: 'Verbindung wird wiederhergestellt…',
    unreachable: 'Der Dienst antwortet nicht. Diese Seite versucht es alle paar Sekunden noch einmal.',
    retry: 'Noch einmal versuchen',
    partFailed: 'Ein Teil dieser Seite konnte nicht geladen werden.',
    ends: {
      logout: 'Sie sind abgemeldet.',
      'other-tab': 'Sie wurden in einem anderen Tab dieses Browsers abgemeldet. Bemerkt: {time}.',
      'other-user': 'In diesem Browser hat sich jemand anderes angemeldet. Bemerkt: {time}.',
      expired:
        'Ihre Sitzung ist abgelaufen, weil Sie sie zu lange nicht benutzt haben. Melden Sie sich noch einmal an.',
      ended:
        'Der Dienst hat Ihre Sitzung beendet, zum Beispiel wegen eines neuen Passworts oder einer Abmeldung auf einem anderen Gerät. Bemerkt: {time}. Melden Sie sich noch einmal an.',
    },
    requestId: 'Wenn Sie den Support brauchen, nennen Sie diese Nummer: {id}',
    logoutPending:
      'Sie sind hier abgemeldet, aber der Dienst antwortet nicht: Ihre Sitzung ist dort noch offen. Diese Seite versucht es alle paar Sekunden noch einmal.',
  },
  userButton: {
    label: 'Ihr Konto: {username}',
    settings: 'Einstellungen',
    logOut: 'Abmelden',
    logOutAll: 'Auf allen Geräten abmelden',
  },
  mailedSignup: {
    title: 'Sehen Sie in Ihrem Postfach nach',
    sent: 'Eine E-Mail an {email} ist unterwegs. Geben Sie den Code daraus hier ein, oder öffnen Sie den Link darin. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
    complete: 'Konto anlegen',
    otherUsername: 'Anderer Benutzername',
    resend: 'Neue E-Mail anfordern',
    resent:
      'Angefordert. Sie erhalten höchstens eine E-Mail pro Minute. Der Code einer früheren E-Mail gilt auch.',
    startAgain: 'Noch einmal beginnen',
  },
  deletion:
    'Die nächste Seite nennt den Zeitpunkt der Löschung und sagt, wie Sie das Konto bis dahin wiederherstellen.',
  otherAccount: 'Abmelden und mit einem anderen Konto anmelden',
  steps: {
    verifyTitle: 'E-Mail-Adresse bestätigen',
    codeSent:
      'Eine E-Mail ist unterwegs. Geben Sie den Code daraus hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
    impossible:
      'Diese App kann die Anmeldung nicht abschließen. Melden Sie sich in einer anderen App an, oder auf den Seiten des Dienstes.',
    restart: 'Noch einmal beginnen',
    tooLong: 'Das hat zu lange gedauert, oder es waren zu viele Versuche. Versuchen Sie es noch einmal.',
    cancel: 'Abbrechen',
    waiting: 'Ihr Passkey wird erwartet…',
  },
} satisfies Overrides;
