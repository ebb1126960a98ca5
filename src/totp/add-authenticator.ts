import type { Context } from '../feature/context.ts';
import { record } from '../feature/unit-of-work.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { issueRecoveryCodes } from '../second-factors/recovery-codes.ts';
import { endOldCredentials } from '../sessions/end-old-credentials.ts';
import type { LockedAccount } from '../sessions/lock-account.ts';
import { secondFactorAdded, secondFactorRemoved } from './totp.events.ts';
import { addedMail } from './totp.mails.ts';

export const additionReason = 'second-factor-added';

const deleteOld = 'delete from totp_credentials where user_id = $1 returning 1';

const insertNew = `
  insert into totp_credentials (user_id, secret, last_step, last_used_at)
  values ($1, $2, $3, case when $4 then now() end)
  returning created_at as "createdAt"`;

interface NewAuthenticator {
  /** Sealed. */
  readonly secret: Buffer;
  /** The step of the code that has confirmed it. This code cannot be used again. */
  readonly step: number;
  /** Whether that code has also logged its owner in. */
  readonly isUsed?: boolean;
}

/**
 * Replaces the account's authenticator and recovery codes, and ends everything that the account's other credentials have
 * opened. The account must be locked. @returns the recovery codes.
 */
export async function addAuthenticator(
  ctx: Context,
  account: LockedAccount,
  { secret, step, isUsed = false }: NewAuthenticator,
): Promise<string[]> {
  const { id: userId } = account;
  const replaced = await execute(ctx.em, deleteOld, [userId]);
  const values = [userId, secret, step, isUsed];
  const [row] = await execute<{ createdAt: Date | string }>(ctx.em, insertNew, values);
  if (!row) throw new Error('PostgreSQL returned no row for an insert.');
  const codes = await issueRecoveryCodes(ctx, userId);
  if (replaced.length > 0) await record(ctx, secondFactorRemoved({ userId, reason: 'totp' }));
  await record(ctx, secondFactorAdded({ userId, reason: 'totp' }));
  await endOldCredentials(ctx, { userId, reason: additionReason });
  await queueNotice(ctx, { kind: addedMail, owner: account, time: new Date(row.createdAt) });
  return codes;
}
