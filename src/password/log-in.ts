import { invalidCredentials } from '../accounts/accounts.errors.ts';
import { type Account, loginColumns, pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import type { Proof } from '../feature/proofs.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import type { LoginStep } from '../login-steps/login-steps.types.ts';
import { takeLoginStep } from '../login-steps/take-login-step.ts';
import { execute } from '../platform/database/database.ts';
import type { AuthToken } from '../sessions/auth-token.types.ts';
import { openSession, requireEnabled } from '../sessions/open-session.ts';
import { passwordHasher } from './hasher.ts';
import type { LoginInput } from './login.types.ts';
import { identifiersOf } from './login-rules.ts';
import { passwordRejected } from './password.events.ts';
import { loginAttempt } from './password-attempts.ts';
import { canonicalPassword } from './password-rules.ts';

/** Exactly when the password was set. Rehashing the same password does not change it. */
const version = 'extract(epoch from c.changed_at)::text';

const selectAccount = (column: string) => `
  select ${loginColumns}, c.hash, ${version} as version
  from users as u left join password_credentials as c on c.user_id = u.id
  where ${column} = $1`;
const selectByUsername = selectAccount('lower(u.username collate "C")');
const selectByEmail = selectAccount('u.email');

interface AccountWithHash extends Account {
  hash: string | null;
  version: string | null;
}

const isCurrent = (proved: string) => `exists (
  select 1 from password_credentials as c where c.user_id = u.id and ${version} = ${proved})`;

/** @throws BAD_USER_INPUT, INVALID_CREDENTIALS, FURTHER_PROOF_REQUIRED, RATE_LIMITED, OVERLOADED. */
export function logIn(ctx: Context, input: LoginInput): Promise<AuthToken> {
  return withProof(ctx, input, (proof) => openSession(ctx, proof));
}

/** @throws BAD_USER_INPUT, INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED. */
export function startLogin(ctx: Context, input: LoginInput): Promise<LoginStep> {
  return withProof(ctx, input, (proof) => takeLoginStep(ctx, proof));
}

/** Runs `work` outside the attempt, so that a gate's rejection after a correct password is not counted as a guess. */
async function withProof<Result>(
  ctx: Context,
  input: LoginInput,
  work: (proof: Proof) => Promise<Result>,
): Promise<Result> {
  const identifiers = identifiersOf(input);
  // No account has the identifier '', so invalid identifiers take the same path as unknown ones.
  const [identifier = ''] = identifiers;
  const attempt = { kind: loginAttempt, identifiers };
  const proved = await makeAttempt(ctx, attempt, (count) => prove(ctx, identifier, input.password, count));
  const { account, password, hash, version } = proved;
  const result = await work({
    account,
    methods: ['pwd'],
    isCurrent: (parameter) => isCurrent(parameter(version)),
  });
  if (passwordHasher(ctx.app).isOutdated(hash)) await raiseCost(ctx, account.id, password, hash);
  return result;
}

interface ProvedPassword {
  account: Account;
  password: string;
  hash: string;
  version: string | null;
}

/** Unknown identifiers, wrong passwords and disabled accounts take the same path, so that times and responses match. */
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
  // Inside the attempt: if this counted as a success, the limits would reveal that the password is correct.
  await requireEnabled(ctx, account);
  return { account, password, hash, version: found.version };
}

async function reject(ctx: Context, found: AccountWithHash | undefined): Promise<never> {
  await recordNow(ctx, passwordRejected(found ? whyNot(ctx, found) : { reason: 'unknown-account' }));
  throw invalidCredentials();
}

/** Tells a failed import of hashes apart from users who mistype their passwords. */
export function whyNot({ app }: Context, { id, hash }: Pick<AccountWithHash, 'id' | 'hash'>) {
  const isUsable = hash === null || passwordHasher(app).isUsable(hash);
  return { userId: id, reason: isUsable ? ('wrong-password' as const) : ('unusable-hash' as const) };
}

async function findAccount({ app }: Context, identifier: string): Promise<AccountWithHash | undefined> {
  const [row] = identifier.includes('@')
    ? await app.database.read<AccountWithHash>('account-by-email', selectByEmail, [identifier])
    : await app.database.read<AccountWithHash>('account-by-username', selectByUsername, [identifier]);
  return row;
}

/** Rehashes at the configured cost, unless the password has changed. A failure does not affect the login. */
async function raiseCost(ctx: Context, userId: number, password: string, outdated: string): Promise<void> {
  try {
    const hash = await passwordHasher(ctx.app).hash(password);
    await execute(ctx.em, 'update password_credentials set hash = $3 where user_id = $1 and hash = $2', [
      userId,
      outdated,
      hash,
    ]);
  } catch (err) {
    ctx.log.warn({ err, userId }, 'could not raise the cost of a password hash; retrying at the next login');
  }
}
