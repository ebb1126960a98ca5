import type { Account, Context } from '../context.ts';
import { inTransaction, record } from '../hooks.ts';
import { execute } from '../platform/database.ts';
import { endSessionsOfUsers } from './revoke-sessions.ts';

const switchAccount = 'update users set is_active = $2 where id = $1 and is_active <> $2 returning id';

/**
 * Disables an account, with all of its sessions, or enables it; what is so already stays so.
 *
 * @returns how many sessions were ended.
 */
export function setActive(ctx: Context, { id }: Account, isActive: boolean): Promise<number> {
  return inTransaction(ctx, async (em) => {
    const changed = await execute(em, switchAccount, [id, isActive]);
    const type = isActive ? 'account.enabled' : 'account.disabled';
    if (changed.length > 0) await record(ctx, { type, outcome: 'success', userId: id });
    return isActive ? 0 : endSessionsOfUsers(ctx, [id], [], 'disabled');
  });
}
