import { requireAccount, userArgument } from '../accounts/find-account.ts';
import type { Commands } from '../feature/command.ts';
import { exportData } from './export-data.ts';

export const personalDataCommands: Commands = {
  'users export': {
    help: 'Print everything that the service stores about an account, without hashes and secrets.',
    arguments: [userArgument],
    run: async ({ args: [name = ''], open }) => {
      const ctx = await open();
      return exportData(ctx, await requireAccount(ctx, name), 'administrator');
    },
  },
};
