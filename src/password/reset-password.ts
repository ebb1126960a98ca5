import { z } from 'zod';
import { accountSettings } from '../accounts/accounts.settings.ts';
import { markEmailVerified } from '../accounts/verify-email.ts';
import { type Account, accountColumns } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { badUserInput } from '../kernel/errors.ts';
import { checkInput } from '../kernel/input-rules.ts';
import {
  checkCode,
  checkToken,
  noLongerFits,
  type ProvedSecret,
  useSecret,
} from '../one-time-secrets/check-secret.ts';
import { mailProofFields, readMailProof, requireOneProof } from '../one-time-secrets/proof-input.ts';
import { lockActiveAccount } from '../sessions/lock-account.ts';
import { passwordHasher } from './hasher.ts';
import { newPassword, tooPersonal } from './new-password.ts';
import { operatorResetPurpose, resetPurpose } from './password.mails.ts';
import { resetAttempt } from './password-attempts.ts';
import { canonicalPassword, isNamedAfter } from './password-rules.ts';
import { replacePassword } from './replace-password.ts';
import type { ResetPasswordInput, ResetPasswordPayload } from './reset-password.types.ts';

/**
 * Sets a new password with the link or code from a mail. Does not log in, so that no second factor is bypassed. After a
 * rejection, link and code still work. @throws BAD_USER_INPUT, LINK_INVALID, CODE_INVALID, RATE_LIMITED, OVERLOADED.
 */
export async function resetPassword(ctx: Context, input: ResetPasswordInput): Promise<ResetPasswordPayload> {
  const { PASSWORD_MIN_LENGTH } = ctx.app.config.of(accountSettings);
  const rules = z.object({ ...mailProofFields, newPassword: newPassword(PASSWORD_MIN_LENGTH) });
  const given = checkInput(requireOneProof(rules), input);
  const password = canonicalPassword(given.newPassword) ?? '';
  const hasher = passwordHasher(ctx.app);
  return makeAttempt(ctx, { kind: resetAttempt }, async (count) => {
    const secret = await hasher.prepare(async () => {
      await count();
      const proof = readMailProof(given);
      const proved = await ('token' in proof
        ? checkToken(ctx, [resetPurpose, operatorResetPurpose], proof.token)
        : checkCode(ctx, resetPurpose, proof));
      const { username, email } = requireFit(proved, await findAccount(ctx, proved));
      if (isNamedAfter(password, username, email)) {
        const { error: message, params } = tooPersonal;
        throw badUserInput({ fields: [{ path: ['input', 'newPassword'], message, ...params }] });
      }
      return proved;
    });
    const hash = await hasher.hash(password, () => ctx.request.isGone());
    return { revokedSessions: await apply(ctx, secret, hash) };
  });
}

function apply(ctx: Context, secret: ProvedSecret, hash: string): Promise<number> {
  return inTransaction(ctx, async () => {
    const account = requireFit(secret, await lockActiveAccount(ctx, secret.userId ?? 0));
    await useSecret(ctx, secret);
    // A mailed link or code proves that its bearer receives mail at this email.
    if (secret.purpose === resetPurpose) await markEmailVerified(ctx, account.id, account.email);
    return replacePassword(ctx, account, hash, 'reset');
  });
}

const selectAccount = `select ${accountColumns} from users as u where u.id = $1 and u.is_active`;

async function findAccount({ app }: Context, { userId }: ProvedSecret): Promise<Account | undefined> {
  const [row] = await app.database.read<Account>('active-account', selectAccount, [userId]);
  return row;
}

/** @throws LINK_INVALID, CODE_INVALID if the account is disabled or its email has changed. */
export function requireFit<Found extends Account>(secret: ProvedSecret, account: Found | undefined): Found {
  if (account?.email !== secret.subject) throw noLongerFits(secret);
  return account as Found;
}
