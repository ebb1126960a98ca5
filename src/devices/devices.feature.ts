import type { Feature } from '../feature/feature.ts';
import { deviceData } from './device-data.ts';
import { deviceNew } from './devices.events.ts';
import { newDeviceMail } from './devices.mails.ts';
import { startForgettingDevices } from './forget-devices.ts';
import { KnownDevice } from './known-device.entity.ts';
import { noteEvent } from './note-event.ts';

/** Mails owners when a device logs in that the account has not used before. */
export const devices: Feature = {
  name: 'devices',
  entities: [KnownDevice],
  events: [deviceNew],
  mails: [newDeviceMail],
  personalData: deviceData,
  listensTo: ['session.opened', 'account.secured'],
  onEvent: noteEvent,
  start: startForgettingDevices,
};
