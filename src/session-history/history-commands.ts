import { requireAccount, userArgument } from '../accounts/find-account.ts';
import type { Commands } from '../feature/command.ts';
import { explain } from './explain.ts';
import { purgeSessions } from './purge-sessions.ts';
import {
  readFacts,
  type SessionFactsRow,
  selectLiveSessionsOfUser,
  selectSessionsOfUser,
} from './session-facts.ts';

const maxListed = 10_000;

export const historyCommands: Commands = {
  explain: {
    help: 'Print what happened to a session, an account or a request.',
    arguments: [
      { name: '<ID>', help: 'the id of a session or a request, a username, an email address, or id:42' },
    ],
    options: [{ flags: '--json', help: 'print a line of JSON instead of text' }],
    run: async ({ args: [name = ''], options: { json }, open }) => {
      const { facts, sentences } = await explain(await open(), name);
      if (json) return { ...facts, story: sentences };
      const [heading, ...others] = sentences;
      return [heading, ...others.map((sentence) => `  ${sentence}`)].join('\n');
    },
  },
  'sessions list': {
    help: 'List the live sessions of an account, newest first.',
    arguments: [userArgument],
    options: [{ flags: '--all', help: 'also list the sessions of this account that have ended' }],
    run: async ({ args: [name = ''], options: { all }, open, say }) => {
      const ctx = await open();
      const { id } = await requireAccount(ctx, name);
      const text = all ? selectSessionsOfUser : selectLiveSessionsOfUser;
      const rows = await ctx.app.database.read<SessionFactsRow>(
        `list-sessions-${all ? 'all' : 'live'}`,
        text,
        [id, maxListed + 1],
      );
      if (rows.length > maxListed)
        say(`Only the newest ${maxListed} sessions are listed; the account has more.`);
      return rows.slice(0, maxListed).map(readFacts);
    },
  },
  'sessions purge': {
    help: 'Move sessions that ended more than a day ago to the history, and delete what is older than SESSION_HISTORY.',
    run: async ({ open }) => ({ deletedSessions: await purgeSessions((await open()).app) }),
  },
};
