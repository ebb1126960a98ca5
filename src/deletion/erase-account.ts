import { accountDeleted } from '../accounts/accounts.events.ts';
import { holdIdentifier } from '../accounts/held-identifiers.ts';
import type { Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { record } from '../feature/unit-of-work.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { execute } from '../platform/database/database.ts';
import { deletedMail } from './deletion.mails.ts';
import type { LockedAccount } from './lock-account.ts';

/** So that a stranger cannot take the username right after the deletion. The email is free at once. */
const usernameHold = 30 * 86_400;

/**
 * Usernames that the account gave up stay held too. Otherwise the foreign key would delete their rows with the user's row.
 */
const keepHolds =
  "update held_identifiers set user_id = null where user_id = $1 and kind = 'username' and now() < until";

const deleteUser = 'delete from users where id = $1';
const insertDeleted = 'insert into deleted_accounts (user_id) values ($1) on conflict do nothing';

/**
 * Deletes an account with everything that the features store about its owner. Must run in a unit of work, so that no event
 * reports a deletion that was rolled back. A process that is killed after the commit loses the log line, but
 * `deleted_accounts` has the row. The account must be locked.
 */
export async function eraseAccount(ctx: Context, account: LockedAccount): Promise<void> {
  const { em } = ctx;
  const { id: userId, username, email, locale } = account;
  for (const { personalData } of featuresOf(ctx.app)) await personalData?.erase?.(ctx, account);
  await execute(em, keepHolds, [userId]);
  // The foreign keys cascade.
  await execute(em, deleteUser, [userId]);
  await execute(em, insertDeleted, [userId]);
  await holdIdentifier(ctx, { kind: 'username', value: username, userId: null, seconds: usernameHold });
  await record(ctx, accountDeleted({ userId }));
  await queueMail(ctx, {
    kind: deletedMail,
    // The mails of an account are deleted with it.
    userId: null,
    recipient: email,
    locale: supportedLocale(locale) ?? localeOf(ctx),
    facts: { username },
  });
}
