import { requireAccount, userArgument } from '../../src/accounts/find-account.ts';
import type { Commands } from '../../src/feature/command.ts';
import { findBadge } from './find-badge.ts';

export const badgeCommands: Commands = {
  'badges show': {
    help: 'Show the badge of an account.',
    arguments: [userArgument],
    async run({ args: [name = ''], open }) {
      const ctx = await open();
      const { id, username } = await requireAccount(ctx, name);
      return { username, badge: await findBadge(ctx, id) };
    },
  },
};
