const en = {
  title: 'Passkeys',
  intro: 'With a passkey, you log in with your fingerprint, your face, a PIN or a security key.',
  none: 'You have no passkeys yet.',
  unsupported: 'This browser cannot use passkeys here. Update it, or try another browser or device.',
  provider: 'Stored in',
  synced: 'Synced between your devices',
  added: 'Added',
  used: 'Last used',
  rename: {
    button: 'Rename',
    title: 'Rename the passkey',
    submit: 'Save the name',
  },
  remove: {
    button: 'Remove',
    title: 'Remove the passkey',
    intro: 'This passkey will no longer log in to your account, and all other devices will be logged out.',
    submit: 'Remove the passkey',
  },
  add: {
    title: 'Add a passkey',
    intro:
      'Your browser will ask where to store the passkey, and then for your fingerprint, your face or a PIN.',
    name: { label: 'Name (optional)', hint: 'For example “Work laptop”. You can change it later.' },
    submit: 'Add the passkey',
  },
  name: { label: 'Name' },
  script: {
    passkeyAdded: 'You have a new passkey: {name}',
    passkeyRenamed: 'The passkey has a new name.',
    passkeyRemoved: 'The passkey has been removed, and all other devices have been logged out.',
    neverUsed: 'Never',
  },
};

export type PasskeysTexts = typeof en;

const de: PasskeysTexts = {
  title: 'Passkeys',
  intro: 'Mit einem Passkey melden Sie sich mit Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel an.',
  none: 'Sie haben noch keine Passkeys.',
  unsupported:
    'Dieser Browser kann hier keine Passkeys verwenden. Aktualisieren Sie ihn, oder versuchen Sie es mit einem anderen Browser oder Gerät.',
  provider: 'Gespeichert in',
  synced: 'Wird zwischen Ihren Geräten synchronisiert',
  added: 'Hinzugefügt',
  used: 'Zuletzt benutzt',
  rename: {
    button: 'Umbenennen',
    title: 'Passkey umbenennen',
    submit: 'Namen speichern',
  },
  remove: {
    button: 'Entfernen',
    title: 'Passkey entfernen',
    intro:
      'Mit diesem Passkey können Sie sich dann nicht mehr anmelden, und alle anderen Geräte werden abgemeldet.',
    submit: 'Passkey entfernen',
  },
  add: {
    title: 'Passkey hinzufügen',
    intro:
      'Ihr Browser fragt, wo der Passkey gespeichert werden soll, und dann nach Fingerabdruck, Gesicht oder PIN.',
    name: { label: 'Name (optional)', hint: 'Zum Beispiel „Arbeitslaptop“. Sie können ihn später ändern.' },
    submit: 'Passkey hinzufügen',
  },
  name: { label: 'Name' },
  script: {
    passkeyAdded: 'Sie haben einen neuen Passkey: {name}',
    passkeyRenamed: 'Der Passkey hat einen neuen Namen.',
    passkeyRemoved: 'Der Passkey wurde entfernt, und alle anderen Geräte wurden abgemeldet.',
    neverUsed: 'Nie',
  },
};

export const passkeysTexts = { en, de };
