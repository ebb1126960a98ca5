import { invalidCredentials } from '../accounts/accounts.errors.ts';
import { canonicalIdentifiers } from '../accounts/identifiers.ts';
import { type Account, accountColumns, pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import type { AuthToken } from '../sessions/auth-token.type.ts';
import { openSession, requireActive } from '../sessions/open-session.ts';
import { passwordHasher } from './hasher.ts';
import type { LoginInput } from './login.types.ts';
import { passwordRejected } from './password.events.ts';
import { loginAttempt } from './password-attempts.ts';
import { canonicalPassword } from './password-rules.ts';

const selectAccount = (column: string) => `
  select ${accountColumns}, c.hash
  from users as u left join password_credentials as c on c.user_id = u.id
  where ${column} = $1`;
const selectByUsername = selectAccount('lower(u.username collate "C")');
const selectByEmail = selectAccount('u.email');

interface AccountWithHash extends Account {
  hash: string | null;
}

/**
 * Proves an account by its password, and then opens a session: what a gate refuses after a right password is no failed
 * guess.
 *
 * @throws INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED.
 */
export async function logIn(ctx: Context, input: LoginInput): Promise<AuthToken> {
  const identifiers = canonicalIdentifiers([input.username]);
  // An impossible identifier becomes the empty one, which no account has: it takes the same path as any unknown one.
  const [identifier = ''] = identifiers;
  const attempt = { kind: loginAttempt, identifiers };
  const proved = await makeAttempt(ctx, attempt, (count) => prove(ctx, identifier, input.password, count));
  const { account, password, hash } = proved;
  const tokens = await openSession(ctx, { account, methods: ['pwd'] });
  if (passwordHasher(ctx.app).isOutdated(hash)) await raiseCost(ctx, account.id, password, hash);
  return tokens;
}

interface ProvedPassword {
  account: Account;
  password: string;
  hash: string;
}

/**
 * There is one path: look up, compare with the user's hash or a dummy, then decide; so an unknown identifier, a wrong
 * password and a disabled account cost the same and look the same.
 */
async function prove(
  ctx: Context,
  identifier: string,
  givenPassword: string,
  count: () => Promise<void>,
): Promise<ProvedPassword> {
  const hasher = passwordHasher(ctx.app);
  const found = await hasher.prepare(() => findAccount(ctx, identifier));
  const hash = found?.hash ?? undefined;
  const password = canonicalPassword(givenPassword);
  const isRight = await hasher.matches(password, hash, count, () => ctx.request.isGone());
  if (!found || hash === undefined || password === undefined || !isRight) {
    return reject(ctx, found);
  }
  const account = pickAccount(found);
  // Here and not only at the gate: if it counted as a success, the limits would tell that the password is right.
  await requireActive(ctx, account);
  return { account, password, hash };
}

async function reject(ctx: Context, found: Account | undefined): Promise<never> {
  const event = found
    ? passwordRejected({ userId: found.id, reason: 'wrong-password' })
    : passwordRejected({ reason: 'unknown-account' });
  await recordNow(ctx, event);
  throw invalidCredentials();
}

async function findAccount({ app }: Context, identifier: string): Promise<AccountWithHash | undefined> {
  const [row] = identifier.includes('@')
    ? await app.database.read<AccountWithHash>('account-by-email', selectByEmail, [identifier])
    : await app.database.read<AccountWithHash>('account-by-username', selectByUsername, [identifier]);
  return row;
}

/** Rehashes the password at the configured cost, unless it was changed meanwhile. A failure costs the login nothing. */
async function raiseCost(ctx: Context, userId: number, password: string, outdated: string): Promise<void> {
  try {
    const hash = await passwordHasher(ctx.app).hash(password);
    await execute(ctx.em, 'update password_credentials set hash = $3 where user_id = $1 and hash = $2', [
      userId,
      outdated,
      hash,
    ]);
  } catch (err) {
    ctx.log.warn({ err, userId }, 'could not raise the cost of a password hash; the next login tries again');
  }
}
