import type { CredentialsChange } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { repeat } from '../platform/repeat.ts';
import { hasFactor } from '../second-factors/account-factors.ts';
import { forgetRecoveryCodes } from '../second-factors/recovery-codes.ts';
import { secondFactorSettings } from '../second-factors/second-factors.settings.ts';
import { passkeyRemoved } from './passkeys.events.ts';
import { findRelyingParty } from './relying-party.ts';

/**
 * Whether the link of a notice removes new passkeys. Where no login works without a second factor, it must not: otherwise a thief
 * who reads the owner's mail could remove the second factor, and reset the password.
 */
export function noticeRemovesPasskeys({ config }: App): boolean {
  return config.of(secondFactorSettings).SECOND_FACTOR !== 'required';
}

/** $1: user, $2: since. */
const deleteSince = `
  delete from passkeys where user_id = $1 and created_at >= coalesce($2::timestamptz, '-infinity') returning 1`;

/**
 * A thief may have added passkeys, and they would outlive the password that the thief knew. For an operator's reset, the owner
 * may have lost all of them.
 */
export async function forgetPasskeys(
  ctx: Context,
  { userId, undoneSince, disownedSince, removesFactors }: CredentialsChange,
): Promise<void> {
  const disowned = noticeRemovesPasskeys(ctx.app) ? disownedSince : undefined;
  const since = removesFactors ? null : (undoneSince ?? disowned);
  if (since === undefined) return;
  const removed = await execute(ctx.em, deleteSince, [userId, since]);
  const reason = removesFactors ? 'administrator' : 'secured';
  for (const _ of removed) await record(ctx, passkeyRemoved({ userId, reason }));
  // A thief with a passkey could create recovery codes, and they would work again with the owner's next passkey.
  if (removed.length > 0 && !(await hasFactor(ctx, userId))) await forgetRecoveryCodes(ctx, userId);
}

/** $1: user, $2: domain. */
const countPasskeys = 'select count(*)::int4 as count from passkeys where user_id = $1 and rp_id = $2';

export async function countPasskeysIn({ app, em }: Context, userId: number): Promise<number> {
  const party = findRelyingParty(app);
  if (!party) return 0;
  const [row] = await execute<{ count: number }>(em, countPasskeys, [userId, party.id]);
  return row?.count ?? 0;
}

const batchSize = 1000;
const hour = 3_600_000;

/** Later than the challenges themselves, for a process that still has the time of a moment ago. */
const deleteExpired = `
  delete from used_challenges where nonce in (
    select nonce from used_challenges where expires_at < now() - interval '1 hour' limit $1 for update skip locked)`;

export async function purgeChallenges({ database }: App): Promise<void> {
  while ((await database.write(deleteExpired, [batchSize])) === batchSize);
}

/** $1: domain. Both come from the index. */
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
