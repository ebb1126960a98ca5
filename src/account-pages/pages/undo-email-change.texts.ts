const en = {
  title: 'Undo the change of your email',
  intro:
    'Your account gets its old email back. All devices will be logged out, later changes of the email and the username will be undone, and you will choose a new password.',
  submit: 'Undo the change',
  doneTitle: 'Your account has its old email again',
  done: 'All devices have been logged out, and the old password no longer works. Choose a new one now.',
  forgot: 'Choose a new password',
  script: {
    ended: {
      MISSING: 'The link is incomplete. Open the whole link from the mail.',
      EXPIRED: 'The link has expired. Ask the operator of this service for help.',
      USED: 'The link has already been used. Your account has its old email again: choose a new password for it.',
      INVALID:
        'The link is damaged, or the change has been undone or replaced. If you cannot log in, ask the operator of this service for help.',
      TAKEN: 'Another account now has your old email. Ask the operator of this service for help.',
    },
  },
};

const de: typeof en = {
  title: 'Änderung Ihrer E-Mail-Adresse rückgängig machen',
  intro:
    'Ihr Konto bekommt seine alte E-Mail-Adresse zurück. Alle Geräte werden abgemeldet, spätere Änderungen der E-Mail-Adresse und des Benutzernamens werden rückgängig gemacht, und Sie wählen ein neues Passwort.',
  submit: 'Änderung rückgängig machen',
  doneTitle: 'Ihr Konto hat wieder seine alte E-Mail-Adresse',
  done: 'Alle Geräte wurden abgemeldet, und das alte Passwort gilt nicht mehr. Wählen Sie jetzt ein neues.',
  forgot: 'Neues Passwort wählen',
  script: {
    ended: {
      MISSING: 'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail.',
      EXPIRED: 'Der Link ist abgelaufen. Bitten Sie den Betreiber dieses Dienstes um Hilfe.',
      USED: 'Der Link wurde schon benutzt. Ihr Konto hat wieder seine alte E-Mail-Adresse: Wählen Sie dafür ein neues Passwort.',
      INVALID:
        'Der Link ist beschädigt, oder die Änderung wurde rückgängig gemacht oder ersetzt. Wenn Sie sich nicht anmelden können, bitten Sie den Betreiber dieses Dienstes um Hilfe.',
      TAKEN:
        'Ein anderes Konto hat inzwischen Ihre alte E-Mail-Adresse. Bitten Sie den Betreiber dieses Dienstes um Hilfe.',
    },
  },
};

export const undoEmailChangeTexts = { en, de };
