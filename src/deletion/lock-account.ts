import { type Account, loginColumns } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';

export interface LockedAccount extends Account {
  locale: string | null;
  /** The database's clock. */
  now: Date | string;
}

const selectAccount = `select ${loginColumns}, u.locale, now() as now from users as u where u.id = $1`;
const lock = `${selectAccount} for no key update`;
const lockUnlocked = `${selectAccount} for update skip locked`;
const selectClosing = `
  select due_at as "dueAt", due_at <= now() as "isDue", is_restorable as "isRestorable" from account_closings
  where user_id = $1`;

/** Deletions, restorations, logins and changes of credentials for the same account wait for each other here. */
export async function lockAccount(ctx: Context, userId: number): Promise<LockedAccount | undefined> {
  const [row] = await execute<LockedAccount>(ctx.em, lock, [userId]);
  return row;
}

/** @returns undefined if the account does not exist, or if another transaction has locked it. */
export async function lockFreeAccount(ctx: Context, userId: number): Promise<LockedAccount | undefined> {
  const [row] = await execute<LockedAccount>(ctx.em, lockUnlocked, [userId]);
  return row;
}

export interface Closing {
  readonly dueAt: Date | string;
  readonly isDue: boolean;
  readonly isRestorable: boolean;
}

/** A statement after the lock, so that it sees what the previous holder of the lock has committed. */
export async function closingOf({ em }: Context, userId: number): Promise<Closing | undefined> {
  const [row] = await execute<Closing>(em, selectClosing, [userId]);
  return row;
}
