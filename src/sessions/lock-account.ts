import { type Account, accountColumns, type Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { unauthenticated } from '../kernel/errors.ts';
import { execute } from '../platform/database/database.ts';
import { isSessionLive } from './look-up-session.ts';

export interface LockedAccount extends Account {
  locale: string | null;
}

const lock = `select ${accountColumns}, u.locale from users as u where u.id = $1 and u.is_active for no key update`;

/** Logins and changes of the same account wait for each other here. @returns undefined for a disabled account. */
export async function lockActiveAccount(ctx: Context, userId: number): Promise<LockedAccount | undefined> {
  const [row] = await execute<LockedAccount>(ctx.em, lock, [userId]);
  return row;
}

/**
 * For a change by a signed-in user. A racing change may have ended the caller's session, and an earlier proof of the caller
 * then no longer counts. @throws UNAUTHENTICATED
 */
export async function lockCaller(ctx: Context, { account, session }: Viewer): Promise<LockedAccount> {
  const locked = await lockActiveAccount(ctx, account.id);
  if (locked && (await isSessionLive(ctx, session.id))) return locked;
  throw unauthenticated({ reason: 'SESSION_ENDED' });
}
