const en = {
  title: 'Secure your account',
  intro:
    'Did someone else do this? This button logs out all devices and makes your password unusable. We then send you a mail with which you can choose a new one.',
  submit: 'Secure the account',
  securedTitle: 'Your account is secured',
  secured:
    'All devices are logged out, and the old password no longer works. A mail is on its way. Open the link in it, or enter the code here. It may take a minute. Check your spam folder too.',
  script: {
    ended: {
      MISSING: 'The link is incomplete. Open the whole link from the mail, or choose a new password.',
      EXPIRED: 'The link has expired. To log out all devices, choose a new password.',
      USED: 'The link has already been used: all devices were logged out, and the old password stopped working. If you have not chosen a new password since then, request a mail for it.',
      INVALID:
        'The link is damaged, or no longer belongs to an account. To log out all devices, choose a new password.',
    },
  },
};

const de: typeof en = {
  title: 'Konto sichern',
  intro:
    'War das jemand anderes? Diese Schaltfläche meldet alle Geräte ab und macht Ihr Passwort ungültig. Danach senden wir Ihnen eine E-Mail, mit der Sie ein neues Passwort wählen.',
  submit: 'Konto sichern',
  securedTitle: 'Ihr Konto ist gesichert',
  secured:
    'Alle Geräte sind abgemeldet, und das alte Passwort gilt nicht mehr. Eine E-Mail ist unterwegs. Öffnen Sie den Link darin, oder geben Sie den Code hier ein. Das kann eine Minute dauern. Sehen Sie auch im Spam-Ordner nach.',
  script: {
    ended: {
      MISSING:
        'Der Link ist unvollständig. Öffnen Sie den vollständigen Link aus der E-Mail, oder wählen Sie ein neues Passwort.',
      EXPIRED: 'Der Link ist abgelaufen. Um alle Geräte abzumelden, wählen Sie ein neues Passwort.',
      USED: 'Der Link wurde schon benutzt: Alle Geräte wurden abgemeldet, und das Passwort wurde ungültig. Falls Sie seitdem kein neues Passwort gewählt haben, fordern Sie eine E-Mail dafür an.',
      INVALID:
        'Der Link ist beschädigt oder gehört zu keinem Konto mehr. Um alle Geräte abzumelden, wählen Sie ein neues Passwort.',
    },
  },
};

export const secureTexts = { en, de };
