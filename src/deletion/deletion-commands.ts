import { requireAccount, userArgument } from '../accounts/find-account.ts';
import { CommandFailure, type Commands, WrongUse } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { seconds } from '../kernel/setting-values.ts';
import { closeAccount } from './close-account.ts';
import { deletionSettings } from './deletion.settings.ts';
import { eraseAccount } from './erase-account.ts';
import { lockAccount } from './lock-account.ts';

/** A court may require an operator to keep an account's data for years. */
const delay = seconds.refine((value) => value > 0);

export const deletionCommands: Commands = {
  'users delete': {
    help: 'Close an account, and delete it after a delay. If the account is already closing, set another date.',
    arguments: [userArgument],
    options: [
      { flags: '--now', help: 'delete the account and its data at once and permanently' },
      {
        flags: '--delay <DURATION>',
        help: 'when to delete it, as in 30d; default: ACCOUNT_DELETION_DELAY. A long delay keeps the data for a legal hold',
      },
    ],
    run: async ({ args: [name = ''], options: { now, delay: text }, open, config }) => {
      if (now === true && text !== undefined) throw new WrongUse('Give either --now or --delay.');
      const given = typeof text === 'string' ? delay.safeParse(text) : undefined;
      if (given && !given.success) {
        throw new WrongUse(`"${text}" is not a delay. Give a whole number with a unit, such as 30d or 12h.`);
      }
      const { ACCOUNT_DELETION_DELAY } = config().of(deletionSettings);
      const wait = now === true ? 0 : (given?.data ?? ACCOUNT_DELETION_DELAY);
      const ctx = await open();
      const { id, username } = await requireAccount(ctx, name);
      return { id, username, ...(await end(ctx, id, wait)) };
    },
  },
};

function end(ctx: Context, userId: number, wait: number): Promise<object> {
  return inTransaction(ctx, async () => {
    const account = await lockAccount(ctx, userId);
    if (!account) throw new CommandFailure('The account has been deleted.');
    if (wait > 0) {
      return { dueAt: await closeAccount(ctx, account, { seconds: wait, reason: 'administrator' }) };
    }
    await eraseAccount(ctx, account);
    return { isDeleted: true };
  });
}
