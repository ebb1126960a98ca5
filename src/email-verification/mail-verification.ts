import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../feature/context.ts';
import { localeOf } from '../mail/locales.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { issueSecret, openFlow } from '../one-time-secrets/issue-secret.ts';
import type { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { execute } from '../platform/database/database.ts';
import { verificationMail, verificationPurpose } from './verification.mails.ts';

const selectUnverified =
  'select username, email, locale from users where id = $1 and is_active and email_verified_at is null';

interface Unverified {
  username: string;
  email: string;
  locale: string | null;
}

/**
 * Queues the mail in the current unit of work. If the mail is withheld, the code from an earlier mail works with the new
 * flow. @returns a flow without a code if there is nothing to verify.
 */
export async function mailVerification(
  ctx: Context,
  userId: number,
  { withheld = false } = {},
): Promise<MailRequested> {
  const [user] = await execute<Unverified>(ctx.em, selectUnverified, [userId]);
  if (!user) return { flow: uuidv7(), expiresIn: verificationPurpose.codeLifetime };
  const secret = await issueSecret(
    ctx,
    verificationPurpose,
    { userId, subject: user.email },
    { mayReplace: !withheld },
  );
  const requested = await openFlow(ctx, verificationPurpose, secret);
  await queueMail(ctx, {
    kind: verificationMail,
    userId,
    recipient: user.email,
    locale: localeOf(ctx, user.locale),
    facts: { username: user.username },
    secret,
    withheld,
  });
  return requested;
}
