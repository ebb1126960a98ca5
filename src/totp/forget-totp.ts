import type { CredentialsChange } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { repeat } from '../platform/repeat.ts';
import { secondFactorRemoved } from './totp.events.ts';

const deletePending = 'delete from totp_enrolments where user_id = $1';

/** $1: user, $2: the time of a thief's change, or null for any authenticator. */
const deleteAuthenticator = `
  delete from totp_credentials where user_id = $1 and ($2::timestamptz is null or created_at >= $2) returning 1`;

/**
 * A thief may have added an authenticator, or begun to set one up. `secureAccount` leaves authenticators in place: otherwise
 * the link of a notice would let a thief who reads the owner's mail remove the second factor.
 */
export async function forgetTotp(
  ctx: Context,
  { userId, undoneSince, removesFactors }: CredentialsChange,
): Promise<void> {
  await execute(ctx.em, deletePending, [userId]);
  if (!undoneSince && !removesFactors) return;
  const removed = await execute(ctx.em, deleteAuthenticator, [userId, undoneSince ?? null]);
  if (removed.length > 0) await record(ctx, secondFactorRemoved({ userId, reason: 'totp' }));
}

const batchSize = 1000;
const hour = 3_600_000;

const deleteExpired = `
  delete from totp_enrolments where user_id in (
    select user_id from totp_enrolments where now() >= expires_at limit $1 for update skip locked)`;

/** @returns a function that stops the purge. */
export function startPurgingEnrolments(app: App): () => void {
  const task = {
    name: 'purge of unconfirmed authenticators',
    log: app.log,
    first: Math.random() * hour,
    pause: hour,
  };
  return repeat(task, () => purgeEnrolments(app));
}

export async function purgeEnrolments({ database }: App): Promise<void> {
  while ((await database.write(deleteExpired, [batchSize])) === batchSize);
}
