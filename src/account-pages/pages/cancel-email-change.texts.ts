const en = {
  title: 'Cancel the change of your email',
  intro: 'Someone asked to change the email of your account. If this was not you, cancel the change.',
  submit: 'Cancel the change',
  doneTitle: 'The change has been cancelled',
  done: 'Your account keeps its email. If you did not ask for the change, someone may know your password. Choose a new one now.',
  forgot: 'Choose a new password',
  script: {
    ended: {
      MISSING: 'The link is incomplete. Open the whole link from the mail.',
      EXPIRED: 'The link has expired, and so has the change.',
      USED: 'The link has already been used, or the change has been confirmed. Look for a newer mail about the change: its link undoes the change.',
      INVALID:
        'The change has ended, or the link is damaged. Look for a newer mail about the change: its link cancels or undoes the change.',
    },
  },
};

const de: typeof en = {
  title: 'Änderung Ihrer E-Mail-Adresse abbrechen',
  intro:
    'Jemand möchte die E-Mail-Adresse Ihres Kontos ändern. Falls Sie das nicht waren, brechen Sie die Änderung ab.',
  submit: 'Änderung abbrechen',
  doneTitle: 'Die Änderung wurde abgebrochen',
  done: 'Ihr Konto behält seine E-Mail-Adresse. Falls Sie die Änderung nicht veranlasst haben, kennt vielleicht jemand Ihr Passwort. Wählen Sie jetzt ein neues.',
  forgot: 'Neues Passwort wählen',
  script: {
    ended: {
      MISSING: 'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail.',
      EXPIRED: 'Der Link ist abgelaufen, und die Änderung auch.',
      USED: 'Der Link wurde schon benutzt, oder die Änderung wurde bestätigt. Suchen Sie nach einer neueren E-Mail zu der Änderung: Mit deren Link machen Sie die Änderung rückgängig.',
      INVALID:
        'Die Änderung ist beendet, oder der Link ist beschädigt. Suchen Sie nach einer neueren E-Mail zu der Änderung: Mit deren Link brechen Sie die Änderung ab oder machen sie rückgängig.',
    },
  },
};

export const cancelEmailChangeTexts = { en, de };
