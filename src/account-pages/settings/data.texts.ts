const en = {
  data: {
    title: 'Your data',
    intro: 'Download a file with everything that this service stores about you.',
    submit: 'Download your data',
  },
  delete: {
    title: 'Delete your account',
    intro: 'Your account will be closed, and all devices will be logged out.',
    later: 'The account and its data will be deleted after {delay}. Until then, you can restore the account.',
    atOnce: 'The account and its data will be deleted at once. You cannot restore them.',
    submit: 'Delete the account',
    doneTitle: 'Your account is closed',
    logIn: 'Go to the login',
  },
  script: {
    closed:
      'The account and its data will be deleted on {time}. If you want to keep it, log in here before then, or open the link in the mail that we have sent you.',
    deleted: 'The account and its data have been deleted.',
  },
};

export type DataTexts = typeof en;

const de: DataTexts = {
  data: {
    title: 'Ihre Daten',
    intro: 'Laden Sie eine Datei mit allem herunter, was dieser Dienst über Sie gespeichert hat.',
    submit: 'Daten herunterladen',
  },
  delete: {
    title: 'Konto löschen',
    intro: 'Ihr Konto wird geschlossen, und alle Geräte werden abgemeldet.',
    later:
      'Das Konto und seine Daten bleiben noch {delay} gespeichert und werden dann gelöscht. Bis dahin können Sie das Konto wiederherstellen.',
    atOnce: 'Das Konto und seine Daten werden sofort gelöscht. Sie können sie nicht wiederherstellen.',
    submit: 'Konto löschen',
    doneTitle: 'Ihr Konto ist geschlossen',
    logIn: 'Zur Anmeldung',
  },
  script: {
    closed:
      'Das Konto und seine Daten werden am {time} gelöscht. Wenn Sie es behalten möchten, melden Sie sich vorher hier an, oder öffnen Sie den Link in der E-Mail, die wir Ihnen gesendet haben.',
    deleted: 'Das Konto und seine Daten wurden gelöscht.',
  },
};

export const dataTexts = { en, de };
