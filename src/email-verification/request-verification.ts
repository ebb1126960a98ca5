import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { requireMail } from '../mail/can-mail.ts';
import { limitingMail, mailRequestAttempt } from '../mail/mail-limits.ts';
import type { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { requireUser } from '../sessions/require-user.ts';
import { mailVerification } from './mail-verification.ts';
import { verificationMail, verificationPurpose } from './verification.mails.ts';

/** @throws UNAUTHENTICATED, MAIL_NOT_CONFIGURED, RATE_LIMITED. */
export async function requestVerification(ctx: Context): Promise<MailRequested> {
  const { account } = await requireUser(ctx);
  requireMail(ctx);
  return makeAttempt(ctx, { kind: mailRequestAttempt }, async (count) => {
    await count();
    if (account.emailVerified) return { flow: uuidv7(), expiresIn: verificationPurpose.codeLifetime };
    // The flow always works: the client has proved the password, so no stranger can use up the owner's flows.
    return limitingMail(ctx, { email: account.email, kind: verificationMail.name }, ({ isWithheld }) =>
      inTransaction(ctx, () => mailVerification(ctx, account.id, { withheld: isWithheld })),
    );
  });
}
