import { type App, type Context, systemContext } from '../feature/context.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { repeat } from '../platform/repeat.ts';
import { deletionSettings } from './deletion.settings.ts';
import { eraseAccount } from './erase-account.ts';
import { closingOf, lockFreeAccount } from './lock-account.ts';

/** Replicas of an older version enable a closing account without cancelling its deletion. */
const deleteCancelled = `
  delete from account_closings as c using users as u where u.id = c.user_id and u.is_active`;

const batchSize = 100;

/** $1: accounts that this run has already tried. */
const selectDue = `
  select user_id as id from account_closings where due_at <= now() and user_id <> all($1::int4[])
  order by due_at, user_id limit ${batchSize}`;

/**
 * Deletes each account in a separate transaction, so a failure does not delay the others. @returns how many were deleted.
 */
export async function purgeAccounts(app: App): Promise<number> {
  await app.database.write(deleteCancelled, []);
  const ctx = systemContext(app, 'job:account-purge');
  const left: number[] = [];
  let deleted = 0;
  for (let due = await dueAccounts(app, left); due.length > 0; due = await dueAccounts(app, left)) {
    for (const id of due) {
      if (await purgeAccount(ctx, id)) deleted += 1;
      else left.push(id);
    }
  }
  return deleted;
}

async function dueAccounts({ database }: App, left: number[]): Promise<number[]> {
  const rows = await database.read<{ id: number }>('due-accounts', selectDue, [left]);
  return rows.map(({ id }) => id);
}

/** @returns false if the account was restored, if another transaction has locked it, or if the deletion failed. */
async function purgeAccount(ctx: Context, userId: number): Promise<boolean> {
  try {
    return await inTransaction(ctx, async () => {
      const account = await lockFreeAccount(ctx, userId);
      const closing = account && (await closingOf(ctx, userId));
      if (!account || account.isActive || !closing?.isDue) return false;
      await eraseAccount(ctx, account);
      return true;
    });
  } catch (err) {
    ctx.log.error({ err, userId }, 'could not delete an account that is due; retrying at the next purge');
    return false;
  }
}

/** Starts after a random delay, so that replicas that started together do not purge together. */
export function startPurgingAccounts(app: App): () => void {
  const { ACCOUNT_PURGE_INTERVAL: pause } = app.config.of(deletionSettings);
  const task = { name: 'purge of closed accounts', log: app.log, first: Math.random() * pause, pause };
  return repeat(task, () => purgeAccounts(app));
}
