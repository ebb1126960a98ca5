import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Account } from '../../src/feature/account.ts';
import type { Context } from '../../src/feature/context.ts';
import { inTransaction, record } from '../../src/feature/unit-of-work.ts';
import { checkInput, rule } from '../../src/kernel/input-rules.ts';
import { execute } from '../../src/platform/database/database.ts';
import { requireUser } from '../../src/sessions/require-user.ts';
import { lockActiveUser } from '../../src/sessions/session-statements.ts';
import { badgeTaken } from './badges.errors.ts';
import { badgeAdded } from './badges.events.ts';
import { badgeSettings } from './badges.settings.ts';
import type { SetBadgeInput } from './badges.types.ts';

const rulesFor = (length: number) =>
  z.object({
    number: z
      .string()
      .refine(
        (text) => /^\d+$/.test(text) && text.length === length,
        rule('INVALID_BADGE', `A badge has ${length} digits.`),
      )
      .nullable(),
  });

const insert =
  'insert into badges (user_id, number) values ($1, $2) on conflict do nothing returning user_id';

/**
 * Gives the caller a badge and commits a notice for a job to deliver, or removes the badge.
 *
 * @throws BAD_USER_INPUT, BADGE_TAKEN.
 */
export async function setBadge(ctx: Context, input: SetBadgeInput): Promise<Account> {
  const { account } = await requireUser(ctx);
  const { number } = checkInput(rulesFor(ctx.app.config.of(badgeSettings).BADGE_LENGTH), input);
  await inTransaction(ctx, async (em) => {
    // Serializes concurrent calls by the same user.
    await execute(em, lockActiveUser, [account.id]);
    await execute(em, 'delete from badges where user_id = $1', [account.id]);
    if (number === null) return;
    // Thrown inside the transaction, so that the old badge is not deleted.
    if ((await execute(em, insert, [account.id, number])).length === 0) throw badgeTaken();
    await execute(em, 'insert into badge_notices (id, user_id) values ($1, $2)', [uuidv7(), account.id]);
    await record(ctx, badgeAdded({ userId: account.id }));
  });
  return account;
}
