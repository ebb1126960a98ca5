import type { Commands } from '../feature/command.ts';
import { requireAccount, userArgument } from './find-account.ts';

export const accountCommands: Commands = {
  'users show': {
    help: 'Show an account.',
    arguments: [userArgument],
    run: async ({ args: [name = ''], open }) => requireAccount(await open(), name),
  },
};
