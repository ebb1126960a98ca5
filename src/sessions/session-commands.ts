import { z } from 'zod';
import { requireAccount, userArgument } from '../accounts/find-account.ts';
import { type CommandCall, CommandFailure, type Commands, WrongUse } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { readTime, requirePast } from './opened-before.ts';
import { endAllSessions, endSessions, endSessionsOfUsers } from './revoke-sessions.ts';
import { setActive } from './set-active.ts';

const setTo =
  (isActive: boolean) =>
  async ({ args: [name = ''], open }: CommandCall) => {
    const ctx = await open();
    const { deletionDueAt, ...account } = await requireAccount(ctx, name);
    const endedSessions = await setActive(ctx, account, isActive);
    // Enabling the account cancels its deletion.
    return { ...account, isActive, ...(!isActive && deletionDueAt && { deletionDueAt }), endedSessions };
  };

/** @throws CommandFailure if the session has already ended. */
async function endOne(ctx: Context, sessionId: string): Promise<object> {
  const endedSessions = await endSessions(ctx, [sessionId], 'administrator');
  if (endedSessions === 0) throw new CommandFailure('No live session has this id.');
  return { sessionId, endedSessions };
}

export const sessionCommands: Commands = {
  'users disable': {
    help: 'Disable an account: reject its logins and end its sessions.',
    arguments: [userArgument],
    run: setTo(false),
  },
  'users enable': {
    help: 'Enable a disabled account, or cancel the deletion of a closing one. Ended sessions stay ended.',
    arguments: [userArgument],
    run: setTo(true),
  },
  'sessions end': {
    help: 'End one session, or all sessions: of one account, of all accounts, or those opened before a time.',
    arguments: [{ name: '[USER]', help: 'a username, an email address, id:42, or a session id' }],
    options: [
      { flags: '--all', help: 'end the sessions of all accounts' },
      {
        flags: '--opened-before <TIME>',
        help: 'end those of all accounts that were opened before this time, such as 2026-11-27T12:00:00Z',
      },
    ],
    run: async ({ args: [name], options: { all, openedBefore }, open }) => {
      if ([name, all, openedBefore].filter((each) => each !== undefined).length !== 1) {
        throw new WrongUse('Give either an account, or a session, or --opened-before, or --all.');
      }
      const time = typeof openedBefore === 'string' ? readTime(openedBefore) : undefined;
      const ctx = await open();
      if (time !== undefined) await requirePast(ctx, time);
      if (name === undefined) return { endedSessions: await endAllSessions(ctx, time) };
      const sessionId = name.trim().toLowerCase();
      if (z.uuid().safeParse(sessionId).success) return endOne(ctx, sessionId);
      const { id, username } = await requireAccount(ctx, name);
      return { id, username, endedSessions: await endSessionsOfUsers(ctx, [id], [], 'administrator') };
    },
  },
};
