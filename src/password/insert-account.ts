import { accountCreated, accountVerified } from '../accounts/accounts.events.ts';
import { claimIdentifiers } from '../accounts/held-identifiers.ts';
import { User } from '../accounts/user.entity.ts';
import { type Account, pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { PasswordCredential } from './password-credential.entity.ts';

export interface NewAccount {
  readonly username: string;
  /** In canonical form. */
  readonly email: string;
  readonly hash: string;
  readonly locale: string | null;
  readonly isVerified?: boolean;
}

const setVerified = 'update users set email_verified_at = now() where id = $1';

/** @throws UniqueConstraintViolationException, IdentifierHeld; see `takenIdentifier`. */
export function insertAccount(
  ctx: Context,
  { username, email, hash, locale, isVerified = false }: NewAccount,
): Promise<Account> {
  return inTransaction(ctx, async (em) => {
    const user = new User(username, email);
    user.locale = locale;
    em.persist([user, new PasswordCredential(user, hash)]);
    await em.flush();
    await claimIdentifiers(ctx, user);
    const { id: userId } = user;
    // Before the events, so that their listeners see the account as it will be.
    if (isVerified) await execute(em, setVerified, [userId]);
    await record(ctx, accountCreated({ userId }));
    if (isVerified) await record(ctx, accountVerified({ userId }));
    return { ...pickAccount(user), emailVerified: isVerified };
  });
}
