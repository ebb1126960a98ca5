import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { foldUsername } from '../accounts/identifiers.ts';
import { User } from '../accounts/user.entity.ts';
import type { Account, Context } from '../context.ts';
import type { ClientError } from '../errors.ts';
import { inTransaction, makeAttempt, record } from '../hooks.ts';
import { passwordHasher } from './hasher.ts';
import { emailTaken, usernameTaken } from './password.errors.ts';
import { passwordSettings } from './password.settings.ts';
import { PasswordCredential } from './password-credential.entity.ts';
import type { SignupInput } from './signup.types.ts';
import { checkSignup } from './signup-rules.ts';

/**
 * Makes an account with a password. It does not log in.
 *
 * @throws BAD_USER_INPUT, USERNAME_TAKEN, EMAIL_TAKEN, RATE_LIMITED, OVERLOADED.
 */
export async function signUp(ctx: Context, input: SignupInput): Promise<Account> {
  return makeAttempt(ctx, { kind: 'signup' }, async (count) => {
    await count();
    return makeAccount(ctx, input);
  });
}

async function makeAccount(ctx: Context, input: SignupInput): Promise<Account> {
  const { PASSWORD_MIN_LENGTH } = ctx.app.config.of(passwordSettings);
  const { username, email, password } = checkSignup(input, PASSWORD_MIN_LENGTH);
  await refuseTaken(ctx, username, email);
  const hash = await passwordHasher(ctx.app).hash(password);
  const user = new User(username, email);
  try {
    await inTransaction(ctx, async (em) => {
      em.persist([user, new PasswordCredential(user, hash)]);
      await em.flush();
      await record(ctx, { type: 'account.created', outcome: 'success', userId: user.id });
    });
  } catch (error) {
    throw asTaken(error) ?? error;
  }
  ctx.ownAccountIds.add(user.id);
  return user;
}

const selectTaken = `
  select lower(username collate "C") = $1 as "isUsernameTaken" from users
  where lower(username collate "C") = $1 or email = $2`;

/** Spares a hash where the answer is known already. The unique indexes decide, also between two who race. */
async function refuseTaken(ctx: Context, username: string, email: string): Promise<void> {
  const values = [foldUsername(username), email];
  const rows = await ctx.app.database.read<{ isUsernameTaken: boolean }>('taken', selectTaken, values);
  if (rows.some(({ isUsernameTaken }) => isUsernameTaken)) throw usernameTaken();
  if (rows.length > 0) throw emailTaken();
}

function asTaken(error: unknown): ClientError | undefined {
  if (!(error instanceof UniqueConstraintViolationException)) return undefined;
  const { constraint } = error as { constraint?: unknown };
  if (constraint === 'users_username_unique') return usernameTaken();
  return constraint === 'users_email_unique' ? emailTaken() : undefined;
}
