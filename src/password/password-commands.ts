import { requireAccount, userArgument } from '../accounts/find-account.ts';
import { pickAccount } from '../feature/account.ts';
import { type Commands, WrongUse } from '../feature/command.ts';
import { locales, supportedLocale } from '../mail/locales.ts';
import { makeResetLink } from './make-reset-link.ts';
import { createAccount } from './sign-up.ts';

export const passwordCommands: Commands = {
  'users create': {
    help: 'Create an account. Reads the password from the terminal or standard input.',
    options: [
      { flags: '--username <NAME>', help: 'the public name', required: true },
      { flags: '--email <EMAIL>', help: 'the email address', required: true },
      { flags: '--locale <TAG>', help: 'the language of mails, such as de; default: that of each request' },
    ],
    run: async ({ options, open, readSecret }) => {
      const { username, email, locale } = options as { username: string; email: string; locale?: string };
      if (locale !== undefined && !supportedLocale(locale)) {
        throw new WrongUse(`There are no mails in "${locale}". Choose one of: ${locales.join(', ')}.`);
      }
      const password = await readSecret('Password');
      return pickAccount(
        await createAccount(await open(), { username, email, password, locale: locale ?? null }),
      );
    },
  },
  'users reset-link': {
    help: 'Print a link that sets a new password, for an owner whom no mail reaches. Hand it over in a way you trust.',
    arguments: [userArgument],
    run: async ({ args: [name = ''], open }) => {
      const ctx = await open();
      const account = await requireAccount(ctx, name);
      return { id: account.id, username: account.username, ...(await makeResetLink(ctx, account)) };
    },
  },
};
