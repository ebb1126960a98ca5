const en = {
  title: 'Keep your account?',
  intro: 'Your account is closed and will be deleted. Click the button to keep it, with all of its data.',
  submit: 'Keep the account',
  requestAgain: 'Request a new mail',
  doneTitle: 'Your account stays',
  usedTitle: 'This link has already been used',
  done: 'Log in to the app as usual.',
  doneHere: 'Log in as usual.',
  notMe: 'If you did not close the account, someone else knows your password.',
  reset: 'Reset your password',
  script: {
    ended: {
      MISSING:
        'The link is incomplete. Open the whole link from the mail, or log in to the app to keep your account.',
      EXPIRED: 'The link has expired, and the account is being deleted.',
      USED: 'Your account has been kept with this link.',
      INVALID:
        'The link is damaged or was replaced by a newer mail, or the account has been deleted. Open the link in the newest mail, or log in to the app to keep your account.',
    },
  },
};

const de: typeof en = {
  title: 'Konto behalten?',
  intro:
    'Ihr Konto ist geschlossen und wird gelöscht. Klicken Sie auf die Schaltfläche, um es mit allen Daten zu behalten.',
  submit: 'Konto behalten',
  requestAgain: 'Neue E-Mail anfordern',
  doneTitle: 'Ihr Konto bleibt bestehen',
  usedTitle: 'Dieser Link wurde schon benutzt',
  done: 'Melden Sie sich wie gewohnt in der App an.',
  doneHere: 'Melden Sie sich wie gewohnt an.',
  notMe: 'Falls Sie das Konto nicht selbst geschlossen haben, kennt jemand anderes Ihr Passwort.',
  reset: 'Passwort zurücksetzen',
  script: {
    ended: {
      MISSING:
        'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail, oder melden Sie sich in der App an, um Ihr Konto zu behalten.',
      EXPIRED: 'Der Link ist abgelaufen, und das Konto wird gerade gelöscht.',
      USED: 'Mit diesem Link wurde Ihr Konto behalten.',
      INVALID:
        'Der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt, oder das Konto ist bereits gelöscht. Öffnen Sie den Link in der neuesten E-Mail, oder melden Sie sich in der App an, um Ihr Konto zu behalten.',
    },
  },
};

export const restoreTexts = { en, de };
