import { emailChanged } from '../accounts/accounts.events.ts';
import { claimIdentifiers, IdentifierHeld } from '../accounts/held-identifiers.ts';
import { canonicalEmail } from '../accounts/identifiers.ts';
import { takenIdentifier } from '../accounts/taken-identifiers.ts';
import { type Account, accountColumns, pickAccount } from '../feature/account.ts';
import { CommandFailure } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { credentialsChanged } from '../feature/credentials.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { execute } from '../platform/database/database.ts';
import { emailChangedMail } from './verification.mails.ts';

interface Row extends Account {
  locale: string | null;
}

const lock = `select ${accountColumns}, u.locale from users as u where u.id = $1 for no key update`;

const update = `
  update users as u set email = $2, email_verified_at = null, email_refused_at = null where u.id = $1
  returning ${accountColumns}`;

/**
 * Sets an account's email for an operator. This counts as a change of credentials: the owner has not proved the new email, and
 * links sent to the old one must stop working. @throws CommandFailure
 */
export async function setEmail(ctx: Context, { id }: Account, given: string): Promise<Account> {
  const email = canonicalEmail(given);
  if (email === undefined) throw new CommandFailure(`"${given}" is not a valid email.`);
  try {
    return await inTransaction(ctx, async (em) => {
      const [old] = await execute<Row>(em, lock, [id]);
      if (!old) throw new CommandFailure('The account has been deleted.');
      if (old.email === email) throw new CommandFailure(`The account already has the email ${email}.`);
      const [account = old] = await execute<Account>(em, update, [id, email]);
      await claimIdentifiers(ctx, account);
      await record(ctx, emailChanged({ userId: id, reason: 'administrator' }));
      await credentialsChanged(ctx, { userId: id, reason: 'administrator' });
      for (const recipient of [old.email, email]) {
        await queueMail(ctx, {
          kind: emailChangedMail,
          userId: id,
          recipient,
          locale: supportedLocale(old.locale) ?? localeOf(ctx),
          facts: { username: account.username },
        });
      }
      return pickAccount(account);
    });
  } catch (error) {
    if (error instanceof IdentifierHeld)
      throw new CommandFailure(
        `The email ${email} is held for an account that had it. Free it with "users release ${email}".`,
      );
    if (takenIdentifier(error) !== 'email') throw error;
    throw new CommandFailure(`Another account has the email ${email}.`);
  }
}
