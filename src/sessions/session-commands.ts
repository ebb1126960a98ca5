import { requireAccount, userArgument } from '../accounts/find-account.ts';
import { type CommandCall, type Commands, WrongUse } from '../feature/command.ts';
import { readTime, requirePast } from './opened-before.ts';
import { purgeSessions } from './purge-sessions.ts';
import { endAllSessions, endSessionsOfUsers } from './revoke-sessions.ts';
import { setActive } from './set-active.ts';

const setTo =
  (isActive: boolean) =>
  async ({ args: [name = ''], open }: CommandCall) => {
    const ctx = await open();
    const account = await requireAccount(ctx, name);
    const endedSessions = await setActive(ctx, account, isActive);
    return { ...account, isActive, endedSessions };
  };

export const sessionCommands: Commands = {
  'users disable': {
    help: 'Disable an account: reject its logins and end its sessions.',
    arguments: [userArgument],
    run: setTo(false),
  },
  'users enable': {
    help: 'Enable a disabled account. Ended sessions stay ended.',
    arguments: [userArgument],
    run: setTo(true),
  },
  'sessions end': {
    help: 'End the sessions of one account, of all accounts, or those opened before a time.',
    arguments: [{ ...userArgument, name: '[USER]' }],
    options: [
      { flags: '--all', help: 'the sessions of all accounts' },
      {
        flags: '--opened-before <TIME>',
        help: 'those of all accounts that were opened before this time, such as 2026-11-27T12:00:00Z',
      },
    ],
    run: async ({ args: [name], options: { all, openedBefore }, open }) => {
      if ([name, all, openedBefore].filter((each) => each !== undefined).length !== 1) {
        throw new WrongUse('Give either an account, or --opened-before, or --all.');
      }
      const time = typeof openedBefore === 'string' ? readTime(openedBefore) : undefined;
      const ctx = await open();
      if (time !== undefined) await requirePast(ctx, time);
      if (name === undefined) return { endedSessions: await endAllSessions(ctx, time) };
      const { id, username } = await requireAccount(ctx, name);
      return { id, username, endedSessions: await endSessionsOfUsers(ctx, [id], [], 'administrator') };
    },
  },
  'sessions purge': {
    help: 'Delete the rows of sessions that ended more than a day ago.',
    run: async ({ open }) => ({ deletedSessions: await purgeSessions((await open()).app) }),
  },
};
