import type { App } from '../feature/context.ts';
import { repeat } from '../platform/repeat.ts';
import { findRelyingParty } from './relying-party.ts';

const batchSize = 1000;
const hour = 3_600_000;

/** Later than the challenges themselves, for a process that still has the time of a moment ago. */
const deleteExpired = `
  delete from used_challenges where nonce in (
    select nonce from used_challenges where expires_at < now() - interval '1 hour' limit $1 for update skip locked)`;

export async function purgeChallenges({ database }: App): Promise<void> {
  while ((await database.write(deleteExpired, [batchSize])) === batchSize);
}

/** Both come from the index, so the statement reads two rows of however many. */
const selectOthers = 'select min(rp_id) as first, max(rp_id) as last from passkeys';

/** @returns a function that stops the purge. @throws ConfigError */
export async function startPasskeys(app: App): Promise<() => void> {
  const party = findRelyingParty(app);
  if (!party) {
    app.log.warn(
      'passkeys are off: set PASSKEY_RP_ID to the domain of your app, and PASSKEY_ORIGINS to its origin',
    );
  }
  const [row] = await app.database.read<{ first: string | null; last: string | null }>(
    'passkey-domains',
    selectOthers,
    [],
  );
  const other = [row?.first, row?.last].find((rpId) => rpId != null && rpId !== party?.id);
  if (other != null) {
    const advice = { rpId: other, PASSKEY_RP_ID: party?.id };
    app.log.warn(
      advice,
      'some passkeys belong to another domain and no longer work: did PASSKEY_RP_ID change?',
    );
  }
  const task = {
    name: 'purge of passkey challenges',
    log: app.log,
    first: Math.random() * hour,
    pause: hour,
  };
  return repeat(task, () => purgeChallenges(app));
}
