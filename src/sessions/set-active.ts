import { accountDisabled, accountEnabled, accountRestored } from '../accounts/accounts.events.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { endSessionsOfUsers } from './revoke-sessions.ts';
import { lockUsers } from './session-statements.ts';

/** Enabling a closing account cancels its deletion. */
const cancelClosing = 'delete from account_closings where user_id = $1 returning user_id';

/** The owner of a disabled account must not restore it. */
const forbidRestoring =
  'update account_closings set is_restorable = false where user_id = $1 and is_restorable returning user_id';

const update = 'update users set is_active = $2 where id = $1 and is_active <> $2 returning id';

/** Ends all sessions, even when enabling the account, so that none revives. @returns the number of ended sessions. */
export function setActive(ctx: Context, { id }: Account, isActive: boolean): Promise<number> {
  return inTransaction(ctx, async (em) => {
    // An update that changes nothing locks nothing.
    await execute(em, lockUsers, [[id]]);
    const changed = await execute(em, update, [id, isActive]);
    const closings = await execute(em, isActive ? cancelClosing : forbidRestoring, [id]);
    const happened = isActive ? accountEnabled : accountDisabled;
    if (changed.length > 0 || closings.length > 0) await record(ctx, happened({ userId: id }));
    else if (isActive) return 0;
    if (isActive && closings.length > 0)
      await record(ctx, accountRestored({ userId: id, reason: 'administrator' }));
    return endSessionsOfUsers(ctx, [id], [], 'disabled');
  });
}
