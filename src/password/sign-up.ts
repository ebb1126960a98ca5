import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { accountCreated } from '../accounts/accounts.events.ts';
import { canonicalIdentifiers, foldUsername } from '../accounts/identifiers.ts';
import { User } from '../accounts/user.entity.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record, recordNow } from '../feature/unit-of-work.ts';
import { passwordHasher } from './hasher.ts';
import { emailTaken, usernameTaken } from './password.errors.ts';
import { signupRefused } from './password.events.ts';
import { passwordSettings } from './password.settings.ts';
import { signupAttempt } from './password-attempts.ts';
import { PasswordCredential } from './password-credential.entity.ts';
import type { SignupInput } from './signup.types.ts';
import { checkSignup } from './signup-rules.ts';

/** @throws BAD_USER_INPUT, USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED, OVERLOADED. */
export async function signUp(ctx: Context, input: SignupInput): Promise<Account> {
  const identifiers = canonicalIdentifiers([input.username, input.email]);
  return makeAttempt(ctx, { kind: signupAttempt, identifiers }, async (count) => {
    const signup = await passwordHasher(ctx.app).prepare(async () => {
      await count();
      return checkInput(ctx, input);
    });
    return makeAccount(ctx, signup);
  });
}

/** Applies the rules of signup, but no rate limit. @throws BAD_USER_INPUT, USERNAME_TAKEN, EMAIL_TAKEN, OVERLOADED. */
export async function createAccount(ctx: Context, input: SignupInput): Promise<Account> {
  return makeAccount(ctx, await checkInput(ctx, input));
}

async function checkInput(ctx: Context, input: SignupInput): Promise<SignupInput> {
  const { PASSWORD_MIN_LENGTH } = ctx.app.config.of(passwordSettings);
  const signup = checkSignup(input, PASSWORD_MIN_LENGTH);
  const taken = await findTaken(ctx, signup);
  return taken ? refuse(ctx, taken) : signup;
}

async function makeAccount(ctx: Context, { username, email, password }: SignupInput): Promise<Account> {
  const hash = await passwordHasher(ctx.app).hash(password, () => ctx.request.isGone());
  try {
    const user = await inTransaction(ctx, async (em) => {
      const made = new User(username, email);
      em.persist([made, new PasswordCredential(made, hash)]);
      await em.flush();
      await record(ctx, accountCreated({ userId: made.id }));
      return made;
    });
    ctx.ownAccountIds.add(user.id);
    return user;
  } catch (error) {
    const raced = asTaken(error);
    if (raced) return refuse(ctx, raced);
    throw error;
  }
}

const selectTaken = `
  select lower(username collate "C") = $1 as "isUsernameTaken" from users
  where lower(username collate "C") = $1 or email = $2`;

type Taken = 'username-taken' | 'email-taken';

/** Saves the cost of a hash if the name is taken. The unique indexes decide races. */
async function findTaken(ctx: Context, { username, email }: SignupInput): Promise<Taken | undefined> {
  const values = [foldUsername(username), email];
  const rows = await ctx.app.database.read<{ isUsernameTaken: boolean }>('taken', selectTaken, values);
  if (rows.some(({ isUsernameTaken }) => isUsernameTaken)) return 'username-taken';
  return rows.length > 0 ? 'email-taken' : undefined;
}

function asTaken(error: unknown): Taken | undefined {
  if (!(error instanceof UniqueConstraintViolationException)) return undefined;
  const { constraint } = error as { constraint?: unknown };
  if (constraint === 'users_username_unique') return 'username-taken';
  return constraint === 'users_email_unique' ? 'email-taken' : undefined;
}

async function refuse(ctx: Context, reason: Taken): Promise<never> {
  await recordNow(ctx, signupRefused({ reason }));
  throw reason === 'username-taken' ? usernameTaken() : emailTaken();
}
