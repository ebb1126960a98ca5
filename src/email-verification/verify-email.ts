import { z } from 'zod';
import { markEmailVerified } from '../accounts/verify-email.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import {
  checkCode,
  checkToken,
  markUsed,
  noLongerFits,
  ofOtherAccount,
  type ProvedSecret,
  refuseUsed,
} from '../one-time-secrets/check-secret.ts';
import {
  mailProofFields,
  type ReadMailProof,
  readMailProof,
  requireOneProof,
} from '../one-time-secrets/proof-input.ts';
import { requireUser } from '../sessions/require-user.ts';
import { verificationPurpose } from './verification.mails.ts';
import type { VerifyEmailInput } from './verification.types.ts';

const rules = requireOneProof(z.object(mailProofFields));

/**
 * Verifies the email of the caller's account. Proof of the mailbox counts only together with a session of the account.
 * Otherwise the owner of a mailbox could confirm an account that a stranger created with their email.
 *
 * @throws UNAUTHENTICATED, BAD_USER_INPUT, LINK_INVALID, CODE_INVALID, RATE_LIMITED.
 */
export async function verifyEmail(ctx: Context, input: VerifyEmailInput): Promise<Account> {
  const { account } = await requireUser(ctx);
  const secret = await proveMailbox(ctx, account, readMailProof(checkInput(rules, input)));
  await inTransaction(ctx, () => applyProof(ctx, account, secret));
  return { ...account, emailVerified: true };
}

/** @throws LINK_INVALID, CODE_INVALID, also for another account's secret. */
export async function proveMailbox(
  ctx: Context,
  { id }: Account,
  proof: ReadMailProof,
): Promise<ProvedSecret> {
  // `applyProof` decides about used secrets.
  const options = { acceptUsed: true };
  const secret =
    'token' in proof
      ? await checkToken(ctx, verificationPurpose, proof.token, options)
      : await checkCode(ctx, verificationPurpose, proof, options);
  if (secret.userId !== id) throw ofOtherAccount(secret);
  return secret;
}

/** Accepts a used secret again as long as the email it proved is still verified. @throws LINK_INVALID, CODE_INVALID. */
export async function applyProof(ctx: Context, { id }: Account, secret: ProvedSecret): Promise<void> {
  // The account's row is locked first, as in every change of credentials.
  const verified = await markEmailVerified(ctx, id, secret.subject);
  if (!verified) throw noLongerFits(secret);
  const isFirstUse = await markUsed(ctx, secret);
  if (!isFirstUse && verified.isNew) await refuseUsed(ctx, secret);
}
