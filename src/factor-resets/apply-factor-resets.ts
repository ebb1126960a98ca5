import { lockFreeAccount } from '../deletion/lock-account.ts';
import { type App, type Context, systemContext } from '../feature/context.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { repeat } from '../platform/repeat.ts';
import { endOldCredentials } from '../sessions/end-old-credentials.ts';
import { factorsReset } from './factor-resets.events.ts';
import { factorsResetMail } from './factor-resets.mails.ts';

export const resetReason = 'factors-reset';

const tenMinutes = 600_000;
const batchSize = 100;

/** $1: accounts that this run has already tried. */
const selectDue = `
  select user_id as id from factor_resets where due_at <= now() and user_id <> all($1::int4[])
  order by due_at, user_id limit ${batchSize}`;

const deleteDue = 'delete from factor_resets where user_id = $1 and due_at <= now() returning user_id';

/**
 * Applies each due reset in a separate transaction, so a failure does not delay the others. @returns how many took effect.
 */
export async function applyFactorResets(app: App): Promise<number> {
  const ctx = systemContext(app, 'job:factor-resets');
  const left: number[] = [];
  let applied = 0;
  for (let due = await dueResets(app, left); due.length > 0; due = await dueResets(app, left)) {
    for (const id of due) {
      if (await applyReset(ctx, id)) applied += 1;
      else left.push(id);
    }
  }
  return applied;
}

async function dueResets({ database }: App, left: number[]): Promise<number[]> {
  const rows = await database.read<{ id: number }>('due-factor-resets', selectDue, [left]);
  return rows.map(({ id }) => id);
}

/** @returns false if the reset was cancelled, if another transaction has locked the account, or if the reset failed. */
async function applyReset(ctx: Context, userId: number): Promise<boolean> {
  try {
    return await inTransaction(ctx, async (em) => {
      const owner = await lockFreeAccount(ctx, userId);
      if (!owner || (await execute(em, deleteDue, [userId])).length === 0) return false;
      await record(ctx, factorsReset({ userId }));
      await endOldCredentials(ctx, { userId, reason: resetReason, removesFactors: true });
      await queueNotice(ctx, { kind: factorsResetMail, owner, time: new Date(owner.now) });
      return true;
    });
  } catch (err) {
    ctx.log.error({ err, userId }, 'could not reset second factors that are due; retrying in ten minutes');
    return false;
  }
}

/** Starts after a random delay, so that replicas that started together do not work together. */
export function startFactorResets(app: App): () => void {
  const task = {
    name: 'reset of second factors',
    log: app.log,
    first: Math.random() * tenMinutes,
    pause: tenMinutes,
  };
  return repeat(task, () => applyFactorResets(app));
}
