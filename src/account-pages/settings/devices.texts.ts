const en = {
  devices: {
    title: 'Your devices',
    current: 'This device',
    used: 'Last used',
    since: 'Logged in since',
    ipAddress: 'IP address',
    endOthers: 'Log out all other devices',
  },
  logOut: 'Log out',
  script: {
    deviceEnded: 'Logged out: {device}',
    devicesEnded: 'Other devices that have been logged out: {count}',
  },
};

export type DevicesTexts = typeof en;

const de: DevicesTexts = {
  devices: {
    title: 'Ihre Geräte',
    current: 'Dieses Gerät',
    used: 'Zuletzt benutzt',
    since: 'Angemeldet seit',
    ipAddress: 'IP-Adresse',
    endOthers: 'Alle anderen Geräte abmelden',
  },
  logOut: 'Abmelden',
  script: {
    deviceEnded: 'Abgemeldet: {device}',
    devicesEnded: 'Andere Geräte, die abgemeldet wurden: {count}',
  },
};

export const devicesTexts = { en, de };
