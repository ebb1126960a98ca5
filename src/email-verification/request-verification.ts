import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { requireMail } from '../mail/can-mail.ts';
import { mailRequestAttempt } from '../mail/mail-limits.ts';
import type { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { requireUser } from '../sessions/require-user.ts';
import { prepareVerification } from './mail-verification.ts';
import { verificationPurpose } from './verification.mails.ts';

/** @throws UNAUTHENTICATED, MAIL_NOT_CONFIGURED, RATE_LIMITED. */
export async function requestVerification(ctx: Context): Promise<MailRequested> {
  const { account } = await requireUser(ctx);
  requireMail(ctx);
  return makeAttempt(ctx, { kind: mailRequestAttempt }, async (count) => {
    await count();
    if (account.emailVerified) return { flow: uuidv7(), expiresIn: verificationPurpose.codeLifetime };
    const mail = await prepareVerification(ctx, account);
    return inTransaction(ctx, () => mail(ctx));
  });
}
