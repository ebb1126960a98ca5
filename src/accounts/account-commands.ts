import type { Commands } from '../feature/command.ts';
import { findAccount } from './find-account.ts';

export const accountCommands: Commands = {
  'users show': {
    usage: 'USER',
    help: 'an account: USER is a username, an email address, or id:42',
    operands: [1, 1],
    run: async ({ operands: [name = ''], open }) => findAccount(await open(), name),
  },
};
