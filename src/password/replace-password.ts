import { type Account, accountColumns } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { credentialsChanged } from '../feature/credentials.ts';
import { record } from '../feature/unit-of-work.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { endSessionsOfUsers } from '../sessions/revoke-sessions.ts';
import { passwordChanged } from './password.events.ts';
import { passwordChangedMail } from './password.mails.ts';

interface LockedAccount extends Account {
  locale: string | null;
}

const lock = `select ${accountColumns}, u.locale from users as u where u.id = $1 and u.is_active for no key update`;

/** Logins, resets and changes for the same account wait for each other here. @returns undefined for a disabled account. */
export async function lockActiveAccount(ctx: Context, userId: number): Promise<LockedAccount | undefined> {
  const [row] = await execute<LockedAccount>(ctx.em, lock, [userId]);
  return row;
}

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
  const endedSessions = await endSessionsOfUsers(ctx, [userId], [], revocationReasons[reason]);
  await credentialsChanged(ctx, { userId, reason: revocationReasons[reason] });
  await queueNotice(ctx, { kind: passwordChangedMail, owner: account, time: new Date(row.changedAt) });
  return endedSessions;
}
