import type { Commands } from '../feature/command.ts';
import { findBrokenAccounts } from './check-identifiers.ts';
import { requireAccount, userArgument } from './find-account.ts';

export const accountCommands: Commands = {
  'users check': {
    help: 'List accounts whose stored username or email no login can find, and emails that two accounts share.',
    run: async ({ open }) => findBrokenAccounts(await open()),
  },
  'users show': {
    help: 'Show an account.',
    arguments: [userArgument],
    run: async ({ args: [name = ''], open }) => requireAccount(await open(), name),
  },
};
