import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

/** Omits the fingerprints, since they mean nothing to the owner. */
const selectDevices = `
  select first_seen as "firstSeen", last_seen as "lastSeen" from known_devices where user_id = $1 order by first_seen`;

export const deviceData: PersonalData = {
  tables: ['known_devices'],
  async export({ app }: Context, { id }: Account) {
    return { knownDevices: await app.database.read<object>('export-devices', selectDevices, [id]) };
  },
};
