import { invalidCredentials } from '../accounts/accounts.errors.ts';
import { canonicalIdentifiers } from '../accounts/identifiers.ts';
import type { Account, Context } from '../feature/context.ts';
import { makeAttempt, recordAlone } from '../feature/hooks.ts';
import { execute } from '../platform/database/database.ts';
import type { AuthToken } from '../sessions/auth-token.type.ts';
import { openSession } from '../sessions/open-session.ts';
import { passwordHasher } from './hasher.ts';
import type { LoginInput } from './login.types.ts';
import { canonicalPassword } from './password-rules.ts';

const selectAccount = (column: string) => `
  select u.id, u.username, u.email, u.is_active as "isActive", c.hash
  from users as u left join password_credentials as c on c.user_id = u.id
  where ${column} = $1`;
const selectByUsername = selectAccount('lower(u.username collate "C")');
const selectByEmail = selectAccount('u.email');

interface AccountWithHash extends Account {
  hash: string | null;
}

/**
 * Proves an account by its password and opens a session. There is one path: look up, compare with the user's hash or a
 * dummy, then decide; so an unknown name, a wrong password and a disabled account cost the same and look the same.
 *
 * @throws INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED.
 */
export async function logIn(ctx: Context, input: LoginInput): Promise<AuthToken> {
  const identifiers = canonicalIdentifiers([input.username]);
  // What can be no name becomes the empty one, which nobody has: it takes the same way as any unknown name.
  const [identifier = ''] = identifiers;
  return makeAttempt(ctx, { kind: 'login', identifiers }, (count) =>
    prove(ctx, identifier, input.password, count),
  );
}

async function prove(
  ctx: Context,
  identifier: string,
  givenPassword: string,
  count: () => Promise<void>,
): Promise<AuthToken> {
  const hasher = passwordHasher(ctx.app);
  const found = await hasher.prepare(() => findAccount(ctx, identifier));
  const hash = found?.hash ?? undefined;
  const password = canonicalPassword(givenPassword);
  const isRight = await hasher.matches(password, hash, count, () => ctx.request.isGone());
  if (!found || hash === undefined || password === undefined || !isRight) {
    return refuse(ctx, found);
  }
  const { id, username, email, isActive } = found;
  const tokens = await openSession(ctx, { account: { id, username, email, isActive }, methods: ['pwd'] });
  if (hasher.isOutdated(hash)) await raiseCost(ctx, id, password, hash);
  return tokens;
}

async function refuse(ctx: Context, found: Account | undefined): Promise<never> {
  const about = found && { userId: found.id };
  const reason = found ? 'wrong-password' : 'unknown-account';
  await recordAlone(ctx, { type: 'password.rejected', outcome: 'refused', reason, ...about });
  throw invalidCredentials();
}

async function findAccount({ app }: Context, identifier: string): Promise<AccountWithHash | undefined> {
  const [row] = identifier.includes('@')
    ? await app.database.read<AccountWithHash>('account-by-email', selectByEmail, [identifier])
    : await app.database.read<AccountWithHash>('account-by-username', selectByUsername, [identifier]);
  return row;
}

/**
 * Hashes the password anew at the configured cost, unless it was changed meanwhile. The login has succeeded by now, so
 * a failure here is only logged; the next login tries again.
 */
async function raiseCost(ctx: Context, userId: number, password: string, outdated: string): Promise<void> {
  try {
    const hash = await passwordHasher(ctx.app).hash(password);
    await execute(ctx.em, 'update password_credentials set hash = $3 where user_id = $1 and hash = $2', [
      userId,
      outdated,
      hash,
    ]);
  } catch {
    ctx.log.warn({ userId }, 'could not raise the cost of a password hash; the next login tries again');
  }
}
