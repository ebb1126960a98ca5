import type { Account, Context } from '../feature/context.ts';
import { inTransaction, record } from '../feature/hooks.ts';
import { execute } from '../platform/database/database.ts';
import { endSessionsOfUsers } from './revoke-sessions.ts';

const update = 'update users set is_active = $2 where id = $1 and is_active <> $2 returning id';

/**
 * Disables an account, or enables it; what is so already stays so. Either way its sessions end, so that none that was
 * opened before comes back to life.
 *
 * @returns how many sessions were ended.
 */
export function setActive(ctx: Context, { id }: Account, isActive: boolean): Promise<number> {
  return inTransaction(ctx, async (em) => {
    const changed = await execute(em, update, [id, isActive]);
    const type = isActive ? 'account.enabled' : 'account.disabled';
    if (changed.length > 0) await record(ctx, { type, outcome: 'success', userId: id });
    else if (isActive) return 0;
    return endSessionsOfUsers(ctx, [id], [], 'disabled');
  });
}
