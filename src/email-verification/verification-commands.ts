import { requireAccount, userArgument } from '../accounts/find-account.ts';
import type { Commands } from '../feature/command.ts';
import { setEmail } from './set-email.ts';

export const verificationCommands: Commands = {
  'users set-email': {
    help: 'Set the email of an account. Ends its sessions and links, and tells both mailboxes. The new email is not verified.',
    arguments: [userArgument, { name: '<EMAIL>', help: 'the new email' }],
    run: async ({ args: [name = '', email = ''], open }) => {
      const ctx = await open();
      return setEmail(ctx, await requireAccount(ctx, name), email);
    },
  },
};
