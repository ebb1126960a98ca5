import { invalidCredentials } from '../accounts/accounts.errors.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record, recordNow } from '../feature/unit-of-work.ts';
import type { LoginStep } from '../login-steps/login-steps.types.ts';
import { takeLoginStep } from '../login-steps/take-login-step.ts';
import { adoptMails } from '../mail/adopt-mails.ts';
import {
  checkCode,
  checkToken,
  noLongerFits,
  type ProvedSecret,
  useSecret,
} from '../one-time-secrets/check-secret.ts';
import { type ReadMailProof, readMailProof } from '../one-time-secrets/proof-input.ts';
import { checkCompletion, checkUsernameAgainst } from './completion-rules.ts';
import { passwordHasher } from './hasher.ts';
import { insertAccount } from './insert-account.ts';
import { passwordRejected, signupCompleted } from './password.events.ts';
import { signupPurpose } from './password.mails.ts';
import { completeSignupAttempt, loginAttempt } from './password-attempts.ts';
import { canonicalPassword } from './password-rules.ts';
import { endPending, findPending, type PendingRow } from './pending-signups.ts';
import type { CompleteSignupInput } from './signup.types.ts';
import { splitSignupToken } from './signup-link.ts';
import { refuseTaken } from './taken.ts';

interface ProvedSignup {
  pending: PendingRow;
  secret: ProvedSecret;
}

/**
 * Creates a signup's account once the email is proved, and logs in. A rejection leaves the signup as it was.
 * @throws BAD_USER_INPUT, LINK_INVALID, CODE_INVALID, INVALID_CREDENTIALS, USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED,
 * OVERLOADED.
 */
export async function completeSignup(ctx: Context, input: CompleteSignupInput): Promise<LoginStep> {
  const proof = readMailProof(checkCompletion(input));
  return makeAttempt(ctx, { kind: completeSignupAttempt }, async (count) => {
    await count();
    const { pending, secret } =
      'token' in proof ? await proveByLink(ctx, proof.token, input) : await proveByCode(ctx, proof, input);
    return create(ctx, pending, secret);
  });
}

/** Only the browser that signed up has the flow, so the code proves the email of the person who chose the password. */
async function proveByCode(
  ctx: Context,
  proof: Extract<ReadMailProof, { flow: string }>,
  { username }: CompleteSignupInput,
): Promise<ProvedSignup> {
  // Before the code is checked: a taken username must not use up one of its five tries.
  const pending = await findPending(ctx, proof.flow, username);
  const secret = await checkCode(ctx, signupPurpose, proof);
  if (pending?.email !== secret.subject) throw noLongerFits(secret);
  return { pending, secret };
}

/**
 * Anyone can sign up with someone else's email, and its owner gets the link. If the link alone were enough, a click would
 * confirm a password that a stranger chose.
 */
async function proveByLink(
  ctx: Context,
  text: string,
  { username, password }: CompleteSignupInput,
): Promise<ProvedSignup> {
  const { token, flow } = splitSignupToken(text);
  const secret = await checkToken(ctx, signupPurpose, token);
  const pending = await findPending(ctx, flow, username);
  if (pending?.email !== secret.subject) throw noLongerFits(secret);
  await requirePassword(ctx, password ?? '', pending);
  checkUsernameAgainst(password ?? '', pending);
  return { pending, secret };
}

async function requirePassword(ctx: Context, given: string, { email, hash }: PendingRow): Promise<void> {
  await makeAttempt(ctx, { kind: loginAttempt, identifiers: [email] }, async (count) => {
    const password = canonicalPassword(given);
    const isRight = await passwordHasher(ctx.app).matches(password, hash, count, () => ctx.request.isGone());
    if (isRight) return;
    await recordNow(ctx, passwordRejected({ reason: 'wrong-password' }));
    throw invalidCredentials();
  });
}

/** Account and session share one unit of work, so that a client may retry after any error. */
async function create(ctx: Context, signup: PendingRow, secret: ProvedSecret): Promise<LoginStep> {
  const { username, email, hash, locale } = signup;
  const work = inTransaction(ctx, async () => {
    await useSecret(ctx, secret);
    const ended = await endPending(ctx, email);
    if (!ended.includes(signup.flowId)) throw noLongerFits(secret);
    const account = await insertAccount(ctx, { username, email, hash, locale, isVerified: true });
    await adoptMails(ctx, secret, account.id);
    await record(ctx, signupCompleted({ userId: account.id }));
    return takeLoginStep(ctx, { account, methods: ['pwd'] });
  });
  return work.catch((error: unknown) => refuseTaken(ctx, error));
}
