import { accountRestored } from '../accounts/accounts.events.ts';
import type { Context } from '../feature/context.ts';
import { record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { restorePurpose } from './deletion.mails.ts';

const deleteClosing = 'delete from account_closings where user_id = $1 and is_restorable returning user_id';
const activate = 'update users set is_active = true where id = $1';

/** Uses up the link in the mail, even after a login has restored the account. A later click gets the reason USED. */
const useLink = `
  update one_time_secrets set used_at = now() where user_id = $1 and purpose = $2 and used_at is null`;

/** Cancels a deletion. The account must be locked. @returns false if the owner may not restore the account. */
export async function reopenAccount(
  ctx: Context,
  userId: number,
  reason: Parameters<typeof accountRestored>[0]['reason'],
): Promise<boolean> {
  const { em } = ctx;
  if ((await execute(em, deleteClosing, [userId])).length === 0) return false;
  await execute(em, activate, [userId]);
  await execute(em, useLink, [userId, restorePurpose.name]);
  await record(ctx, accountRestored({ userId, reason }));
  return true;
}
