import type { CredentialsChange } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { RecordedEvent } from '../feature/feature.ts';
import { record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { factorResetCancelled } from './factor-resets.events.ts';
import { keepPurpose } from './factor-resets.mails.ts';

const deleteReset = 'delete from factor_resets where user_id = $1 returning user_id';

/** A later click on the link gets a success. */
const useLink = `
  update one_time_secrets set used_at = now() where user_id = $1 and purpose = $2 and used_at is null`;

/** Must run in a unit of work that has locked the user. @returns false if no reset was pending. */
export async function endFactorReset(
  ctx: Context,
  userId: number,
  reason: Parameters<typeof factorResetCancelled>[0]['reason'],
): Promise<boolean> {
  if ((await execute(ctx.em, deleteReset, [userId])).length === 0) return false;
  await execute(ctx.em, useLink, [userId, keepPurpose.name]);
  await record(ctx, factorResetCancelled({ userId, reason }));
  return true;
}

/**
 * The owner has used or added a second factor, and so can replace the lost one without an operator. A recovery code counts
 * too: otherwise the reset would remove the authenticator that the owner adds next.
 */
export async function cancelAfterUse(ctx: Context, { userId }: RecordedEvent): Promise<void> {
  if (userId !== undefined) await endFactorReset(ctx, userId, 'second-factor');
}

/** The owner has taken the account back from a thief, who may also have asked for the reset. */
export async function cancelAfterRecovery(
  ctx: Context,
  { userId, undoneSince, disownedSince }: CredentialsChange,
): Promise<void> {
  if (undoneSince || disownedSince) await endFactorReset(ctx, userId, 'secured');
}
