import { z } from 'zod';
import { accountSettings } from '../accounts/accounts.settings.ts';
import { canonicalIdentifiers } from '../accounts/identifiers.ts';
import { type Account, pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import type { AuthToken } from '../sessions/auth-token.types.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { openRequirement } from '../sessions/open-requirement.ts';
import { openSession } from '../sessions/open-session.ts';
import { requireUser } from '../sessions/require-user.ts';
import { furtherProofRequired } from '../sessions/sessions.errors.ts';
import type { ChangePasswordInput } from './change-password.types.ts';
import { passwordHasher } from './hasher.ts';
import { newPassword, tooPersonal } from './new-password.ts';
import { wrongPassword } from './password.errors.ts';
import { changeAttempt } from './password-attempts.ts';
import { canonicalPassword, isNamedAfter } from './password-rules.ts';
import { provePassword } from './prove-password.ts';
import { replacePassword } from './replace-password.ts';

/**
 * Ends every session, the caller's included, and opens a new one: a stolen copy of the caller's tokens must not outlive the
 * old password. @throws BAD_USER_INPUT, INVALID_CREDENTIALS, UNAUTHENTICATED, FURTHER_PROOF_REQUIRED, RATE_LIMITED, OVERLOADED.
 */
export async function changePassword(ctx: Context, input: ChangePasswordInput): Promise<AuthToken> {
  const viewer = await requireUser(ctx);
  const { account, session } = viewer;
  const given = checkChange(ctx, account, input);
  // The new session keeps the second factor that the old one has proved.
  const proof = { account, methods: [...new Set(['pwd', ...session.methods])] };
  // `openSession` checks this again. Checking here spares the client the wait for two hashes.
  const requirement = await openRequirement(ctx, proof);
  if (requirement) throw furtherProofRequired({ asks: requirement.name });
  const identifiers = canonicalIdentifiers([account.username, account.email]);
  const attempt = { kind: changeAttempt, identifiers, accountId: account.id };
  await makeAttempt(ctx, attempt, (count) =>
    provePassword(ctx, account, given.currentPassword, count, wrongPassword),
  );
  const hash = await passwordHasher(ctx.app).hash(given.newPassword, () => ctx.request.isGone());
  return inTransaction(ctx, async () => {
    const locked = await lockCaller(ctx, viewer);
    await replacePassword(ctx, locked, hash, 'change');
    return openSession(ctx, { ...proof, account: pickAccount(locked) });
  });
}

interface Change {
  currentPassword: string;
  newPassword: string;
}

function checkChange(ctx: Context, { username, email }: Account, input: ChangePasswordInput): Change {
  const { PASSWORD_MIN_LENGTH } = ctx.app.config.of(accountSettings);
  const rules = z.object({
    currentPassword: z
      .string()
      .nullish()
      .refine(
        (text) => typeof text === 'string',
        rule(
          'REQUIRED',
          'Give the current password. For an account without a password, request a password reset.',
        ),
      ),
    newPassword: newPassword(PASSWORD_MIN_LENGTH).refine(
      (text) => !isNamedAfter(canonicalPassword(text) ?? '', username, email),
      tooPersonal,
    ),
  });
  const given = checkInput(rules, input);
  return {
    currentPassword: given.currentPassword ?? '',
    newPassword: canonicalPassword(given.newPassword) ?? '',
  };
}
