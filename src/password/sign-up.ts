import { accountSettings } from '../accounts/accounts.settings.ts';
import { canonicalIdentifiers } from '../accounts/identifiers.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { askedLocale } from '../mail/locales.ts';
import { passwordHasher } from './hasher.ts';
import { insertAccount } from './insert-account.ts';
import { verificationRequired } from './password.errors.ts';
import { signupAttempt } from './password-attempts.ts';
import type { SignupInput } from './signup.types.ts';
import { checkSignup } from './signup-rules.ts';
import { refuse, refuseTaken, requireFreeUsername } from './taken.ts';

/** @throws VERIFICATION_REQUIRED, BAD_USER_INPUT, USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED, OVERLOADED. */
export async function signUp(ctx: Context, input: SignupInput): Promise<Account> {
  const { EMAIL_VERIFICATION } = ctx.app.config.of(accountSettings);
  if (EMAIL_VERIFICATION === 'required') throw verificationRequired();
  const identifiers = canonicalIdentifiers([input.username, input.email]);
  return makeAttempt(ctx, { kind: signupAttempt, identifiers }, async (count) => {
    const signup = await passwordHasher(ctx.app).prepare(async () => {
      await count();
      return checkNewAccount(ctx, input);
    });
    return makeAccount(ctx, signup);
  });
}

/** Applies the signup rules, but no rate limit. @throws BAD_USER_INPUT, USERNAME_TAKEN, EMAIL_TAKEN, OVERLOADED. */
export async function createAccount(ctx: Context, input: SignupInput): Promise<Account> {
  return makeAccount(ctx, await checkNewAccount(ctx, input));
}

/** @throws BAD_USER_INPUT, USERNAME_TAKEN, EMAIL_TAKEN. */
export async function checkNewAccount(ctx: Context, input: SignupInput): Promise<SignupInput> {
  const { PASSWORD_MIN_LENGTH } = ctx.app.config.of(accountSettings);
  const signup = checkSignup(input, PASSWORD_MIN_LENGTH);
  const owner = await requireFreeUsername(ctx, signup);
  return owner ? refuse(ctx, 'email-taken') : signup;
}

async function makeAccount(ctx: Context, { password, ...signup }: SignupInput): Promise<Account> {
  const hash = await passwordHasher(ctx.app).hash(password, () => ctx.request.isGone());
  const locale = askedLocale(ctx, signup.locale) ?? null;
  const account = await insertAccount(ctx, { ...signup, hash, locale }).catch((error: unknown) =>
    refuseTaken(ctx, error),
  );
  ctx.ownAccountIds.add(account.id);
  return account;
}
