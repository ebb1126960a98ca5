import { CommandFailure, type Commands } from '../feature/command.ts';
import { findBrokenAccounts } from './check-identifiers.ts';
import { requireAccount, userArgument } from './find-account.ts';
import { releaseIdentifier } from './held-identifiers.ts';
import { canonicalIdentifiers } from './identifiers.ts';

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
  'users release': {
    help: 'Free a username or an email that the service holds for the account that gave it up.',
    arguments: [{ name: '<IDENTIFIER>', help: 'a username or an email address' }],
    run: async ({ args: [given = ''], open }) => {
      const [identifier = ''] = canonicalIdentifiers([given]);
      const released = await releaseIdentifier(await open(), identifier);
      if (!released) throw new CommandFailure(`The service holds no username and no email "${given}".`);
      return released;
    },
  },
};
