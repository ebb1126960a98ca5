import { findAccount } from '../accounts/find-account.ts';
import { type CommandCall, type Commands, WrongUse } from '../feature/command.ts';
import { purgeSessions } from './purge-sessions.ts';
import { endAllSessions, endSessionsOfUsers } from './revoke-sessions.ts';
import { setActive } from './set-active.ts';

const setTo =
  (isActive: boolean) =>
  async ({ operands: [name = ''], open }: CommandCall) => {
    const ctx = await open();
    const account = await findAccount(ctx, name);
    const endedSessions = await setActive(ctx, account, isActive);
    return { ...account, isActive, endedSessions };
  };

export const sessionCommands: Commands = {
  'users disable': {
    usage: 'USER',
    help: 'nobody logs in to this account any more, and its sessions end at once',
    operands: [1, 1],
    run: setTo(false),
  },
  'users enable': {
    usage: 'USER',
    help: 'its owner may log in again',
    operands: [1, 1],
    run: setTo(true),
  },
  'sessions end': {
    usage: 'USER | --all',
    help: "ends an account's sessions at once, or everybody's, as after a restored backup",
    operands: [0, 1],
    options: { all: { type: 'boolean' } },
    run: async ({ operands: [name], options: { all = false }, open }) => {
      if (all === (name !== undefined)) throw new WrongUse('Name an account, or everybody with --all.');
      const ctx = await open();
      if (name === undefined) return { endedSessions: await endAllSessions(ctx) };
      const { id, username } = await findAccount(ctx, name);
      return { id, username, endedSessions: await endSessionsOfUsers(ctx, [id], [], 'administrator') };
    },
  },
  'sessions purge': {
    help: 'deletes the rows of sessions that ended more than a day ago, as every process does now and then',
    run: async ({ open }) => ({ deletedSessions: await purgeSessions((await open()).app) }),
  },
};
