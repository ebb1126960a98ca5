import type { Context } from '../feature/context.ts';
import { record } from '../feature/unit-of-work.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { endOldCredentials } from '../sessions/end-old-credentials.ts';
import type { LockedAccount } from '../sessions/lock-account.ts';
import { passwordChanged } from './password.events.ts';
import { passwordChangedMail } from './password.mails.ts';

const upsertHash = `
  insert into password_credentials (user_id, hash) values ($1, $2)
  on conflict (user_id) do update set hash = excluded.hash, changed_at = now()
  returning changed_at as "changedAt"`;

const revocationReasons = { reset: 'password-reset', change: 'password-change' } as const;

/**
 * Writes the hash, and ends everything that the old password allowed. The account must be locked. @returns the number of
 * ended sessions.
 */
export async function replacePassword(
  ctx: Context,
  account: LockedAccount,
  hash: string,
  reason: keyof typeof revocationReasons,
): Promise<number> {
  const { id: userId } = account;
  const [row] = await execute<{ changedAt: Date | string }>(ctx.em, upsertHash, [userId, hash]);
  if (!row) throw new Error('PostgreSQL returned no row for an upsert.');
  await record(ctx, passwordChanged({ userId, reason }));
  const endedSessions = await endOldCredentials(ctx, { userId, reason: revocationReasons[reason] });
  await queueNotice(ctx, { kind: passwordChangedMail, owner: account, time: new Date(row.changedAt) });
  return endedSessions;
}
