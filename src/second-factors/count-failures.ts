import type { Context } from '../feature/context.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { ClientError } from '../kernel/errors.ts';
import { execute } from '../platform/database/database.ts';
import { notifyOwner } from './notify-owner.ts';
import { secondFactorInvalid } from './second-factors.errors.ts';
import { passwordKnownMail } from './second-factors.mails.ts';

/** Owners rarely mistype five codes in a day. */
const suspicious = 5;

/** Starts again a day after the first failure. */
const countFailure = `
  insert into second_factor_failures as f (user_id, count) values ($1, 1)
  on conflict (user_id) do update set
    count = case when f.since < now() - interval '1 day' then 1 else f.count + 1 end,
    since = case when f.since < now() - interval '1 day' then now() else f.since end
  returning count`;

/**
 * Runs `judge` for a login with the correct password. After five wrong codes in a day, mails the owner that another person may
 * know the password. The count is the account's, since an attacker could try each challenge fewer than five times.
 */
export async function countingFailures<Result>(
  ctx: Context,
  userId: number,
  judge: () => Promise<Result>,
): Promise<Result> {
  try {
    return await judge();
  } catch (error) {
    if (error instanceof ClientError && error.code === secondFactorInvalid.code)
      await noteFailure(ctx, userId);
    throw error;
  }
}

async function noteFailure(ctx: Context, userId: number): Promise<void> {
  await inTransaction(ctx, async (em) => {
    const [failures] = await execute<{ count: number }>(em, countFailure, [userId]);
    // The mail's own limit is a day too, and its day may end later.
    if (failures && failures.count % suspicious === 0)
      await notifyOwner(ctx, userId, { kind: passwordKnownMail, maxPerDay: 1 });
  });
}
