import { type Account, accountColumns } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';

/** Also a disabled or closing account, whose owner may have lost the second factor too. */
export interface LockedOwner extends Account {
  locale: string | null;
  /** The database's clock. */
  now: Date | string;
}

const lock = `
  select ${accountColumns}, u.locale, now() as now from users as u where u.id = $1 for no key update`;

/** Requests, cancellations, logins and the reset itself wait for each other here. */
export async function lockForReset({ em }: Context, userId: number): Promise<LockedOwner | undefined> {
  const [row] = await execute<LockedOwner>(em, lock, [userId]);
  return row;
}

/** @returns undefined if the account does not exist, or if another transaction has locked it. */
export async function lockFreeForReset({ em }: Context, userId: number): Promise<LockedOwner | undefined> {
  const [row] = await execute<LockedOwner>(em, `${lock} skip locked`, [userId]);
  return row;
}
