const en = {
  title: 'Keep your second factors?',
  intro:
    'The second factors of your account will be removed, because someone has told the support that you have lost them. If this was not you, click the button to keep them.',
  submit: 'Keep my second factors',
  doneTitle: 'Your second factors stay',
  done: 'Log in with them as usual. If you did not ask for the removal, someone may know your password. Choose a new one now.',
  forgot: 'Choose a new password',
  script: {
    ended: {
      MISSING: 'The link is incomplete. Open the whole link from the mail.',
      EXPIRED:
        'The link has expired, because your second factors have been removed. If you did not ask for this, choose a new password now.',
      USED: 'The link has already been used for an earlier removal. Open the link in the newest mail.',
      INVALID:
        'Your second factors have already been removed, or the link is damaged. Open the link in the newest mail. If you did not ask for the removal, choose a new password now.',
    },
  },
};

const de: typeof en = {
  title: 'Zweite Faktoren behalten?',
  intro:
    'Die zweiten Faktoren Ihres Kontos werden entfernt, weil jemand dem Support mitgeteilt hat, dass Sie sie verloren haben. Falls Sie das nicht waren, klicken Sie auf die Schaltfläche, um sie zu behalten.',
  submit: 'Zweite Faktoren behalten',
  doneTitle: 'Ihre zweiten Faktoren bleiben',
  done: 'Melden Sie sich wie gewohnt damit an. Falls Sie das Entfernen nicht veranlasst haben, kennt vielleicht jemand Ihr Passwort. Wählen Sie jetzt ein neues.',
  forgot: 'Neues Passwort wählen',
  script: {
    ended: {
      MISSING: 'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail.',
      EXPIRED:
        'Der Link ist abgelaufen, weil Ihre zweiten Faktoren entfernt wurden. Falls Sie das nicht veranlasst haben, wählen Sie jetzt ein neues Passwort.',
      USED: 'Der Link wurde schon für einen früheren Vorgang benutzt. Öffnen Sie den Link in der neuesten E-Mail.',
      INVALID:
        'Ihre zweiten Faktoren wurden bereits entfernt, oder der Link ist beschädigt. Öffnen Sie den Link in der neuesten E-Mail. Falls Sie das Entfernen nicht veranlasst haben, wählen Sie jetzt ein neues Passwort.',
    },
  },
};

export const keepFactorsTexts = { en, de };
