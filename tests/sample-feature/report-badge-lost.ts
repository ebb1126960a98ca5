import type { Context } from '../../src/feature/context.ts';
import { inTransaction } from '../../src/feature/unit-of-work.ts';
import { execute } from '../../src/platform/database/database.ts';
import { requireUser } from '../../src/sessions/require-user.ts';
import { endSessionsOfUsers } from '../../src/sessions/revoke-sessions.ts';

/** Removes the caller's badge and ends all their sessions, in one unit of work. @returns how many sessions were ended. */
export async function reportBadgeLost(ctx: Context): Promise<number> {
  const { account } = await requireUser(ctx);
  return inTransaction(ctx, async (em) => {
    await execute(em, 'delete from badges where user_id = $1', [account.id]);
    return endSessionsOfUsers(ctx, [account.id], [], 'badge-lost');
  });
}
