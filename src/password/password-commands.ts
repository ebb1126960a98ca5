import { type Commands, WrongUse } from '../feature/command.ts';
import { createAccount } from './sign-up.ts';

export const passwordCommands: Commands = {
  'users create': {
    usage: '--username NAME --email ADDRESS',
    help: 'makes an account; its password is asked for, or read from standard input',
    options: { username: { type: 'string' }, email: { type: 'string' } },
    run: async ({ options: { username, email }, open, readSecret }) => {
      if (typeof username !== 'string' || typeof email !== 'string') {
        throw new WrongUse('An account needs --username and --email.');
      }
      const password = await readSecret('Password');
      const account = await createAccount(await open(), { username, email, password });
      return { id: account.id, username: account.username, email: account.email, isActive: account.isActive };
    },
  },
};
