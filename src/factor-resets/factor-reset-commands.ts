import { requireAccount, userArgument } from '../accounts/find-account.ts';
import { lockAccount } from '../deletion/lock-account.ts';
import { CommandFailure, type Commands } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { factorCounts, factorsOf } from '../feature/factor-counts.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { canMail } from '../mail/can-mail.ts';
import { usableFactors } from '../second-factors/account-factors.ts';
import { endFactorReset } from './end-factor-reset.ts';
import { pendingReset, requestFactorReset } from './request-factor-reset.ts';

const withoutMail =
  'Mail is not configured (SMTP_URL): the owner gets no notice and no link to cancel the reset. Notify the owner yourself.';

export const factorResetCommands: Commands = {
  'users factors': {
    help: 'Show the second factors of an account, and whether their reset is pending.',
    arguments: [userArgument],
    run: async ({ args: [name = ''], open }) => {
      const ctx = await open();
      const { id, username } = await requireAccount(ctx, name);
      return {
        id,
        username,
        factors: await describeFactors(ctx, id),
        reset: (await pendingReset(ctx, id)) ?? null,
      };
    },
  },

  'users reset-factors': {
    help: 'Remove all second factors of an account after SECOND_FACTOR_RESET_DELAY. The owner gets a mail at once, and can cancel this.',
    arguments: [userArgument],
    options: [{ flags: '--cancel', help: 'cancel a pending reset' }],
    run: async ({ args: [name = ''], options: { cancel }, open, say }) => {
      const ctx = await open();
      const { id, username } = await requireAccount(ctx, name);
      if (cancel === true) return { id, username, isCancelled: await cancelReset(ctx, id) };
      if ((await usableFactors(ctx, id)).length === 0) {
        throw new CommandFailure('The account has no second factor.');
      }
      const reset = await requestFactorReset(ctx, id);
      if (!reset) throw new CommandFailure('The account has been deleted.');
      if (!canMail(ctx.app)) say(withoutMail);
      return { id, username, dueAt: reset.dueAt };
    },
  },
};

async function describeFactors(ctx: Context, userId: number): Promise<object[]> {
  const described: object[] = [];
  const counts = await factorCounts(ctx, userId);
  for (const { name: method, describe } of factorsOf(ctx.app)) {
    const details = await describe?.(ctx, userId);
    described.push({ method, count: counts.get(method), ...(details && { details }) });
  }
  return described;
}

async function cancelReset(ctx: Context, userId: number): Promise<true> {
  const isCancelled = await inTransaction(ctx, async () => {
    await lockAccount(ctx, userId);
    return endFactorReset(ctx, userId, 'administrator');
  });
  if (!isCancelled) throw new CommandFailure('No reset is pending.');
  return isCancelled;
}
