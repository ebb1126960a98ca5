const en = {
  title: 'Choose a new password',
  intro: 'All devices will be logged out.',
  submit: 'Change the password',
  requestAgain: 'Request a new mail',
  doneTitle: 'Your password has been changed',
  done: 'You can close this page and log in to the app with your new password.',
  doneHere: 'Log in with your new password.',
  script: {
    ended: {
      MISSING: 'The link is incomplete. Open the whole link from the mail, or request a new mail.',
      EXPIRED: 'The link has expired. Request a new mail.',
      USED: 'The link has already been used. If you changed your password with it, log in with the new password. Otherwise, request a new mail.',
      INVALID:
        'The link is damaged, or was replaced by a newer mail. Open the link in the newest mail, or request a new mail.',
    },
  },
};

const de: typeof en = {
  title: 'Neues Passwort wählen',
  intro: 'Dadurch werden Sie auf allen Geräten abgemeldet.',
  submit: 'Passwort ändern',
  requestAgain: 'Neue E-Mail anfordern',
  doneTitle: 'Ihr Passwort wurde geändert',
  done: 'Sie können diese Seite schließen und sich in der App mit dem neuen Passwort anmelden.',
  doneHere: 'Melden Sie sich mit dem neuen Passwort an.',
  script: {
    ended: {
      MISSING:
        'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail, oder fordern Sie eine neue E-Mail an.',
      EXPIRED: 'Der Link ist abgelaufen. Fordern Sie eine neue E-Mail an.',
      USED: 'Der Link wurde schon benutzt. Wenn Sie damit Ihr Passwort geändert haben, melden Sie sich mit dem neuen Passwort an. Andernfalls fordern Sie eine neue E-Mail an.',
      INVALID:
        'Der Link ist beschädigt oder wurde durch eine neuere E-Mail ersetzt. Öffnen Sie den Link in der neuesten E-Mail, oder fordern Sie eine neue an.',
    },
  },
};

export const resetTexts = { en, de };
