import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { canonicalEmail } from '../accounts/identifiers.ts';
import { type Account, accountColumns } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import { requireMail } from '../mail/can-mail.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { allowMail, mailRequestAttempt } from '../mail/mail-limits.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { type Bearer, issueSecret, openFlow } from '../one-time-secrets/issue-secret.ts';
import type { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { execute } from '../platform/database/database.ts';
import { passwordResetRequested } from './password.events.ts';
import { resetMail, resetPurpose } from './password.mails.ts';
import type { RequestPasswordResetInput } from './reset-password.types.ts';

const rules = z.object({
  email: z
    .string()
    .refine(
      (text) => canonicalEmail(text) !== undefined,
      rule('INVALID_EMAIL', 'This is not a valid email address.'),
    ),
});

interface AccountWithLocale extends Account {
  locale: string | null;
}

/** The lock keeps the account from being deleted until the new rows refer to it. */
const selectAccount = `
  select ${accountColumns}, u.locale from users as u where u.email = $1 and u.is_active for key share`;

/**
 * Mails the username, a link and a code. Unknown, disabled and limited emails run the same statements but get no mail, so
 * neither the response nor its timing reveals an account. @throws BAD_USER_INPUT, MAIL_NOT_CONFIGURED, RATE_LIMITED.
 */
export async function requestPasswordReset(
  ctx: Context,
  input: RequestPasswordResetInput,
): Promise<MailRequested> {
  const email = canonicalEmail(checkInput(rules, input).email) ?? '';
  requireMail(ctx);
  return makeAttempt(ctx, { kind: mailRequestAttempt }, async (count) => {
    await count();
    const { isWithheld, hasDeadFlow } = await allowMail(ctx, email, resetMail.name);
    return inTransaction(ctx, async (em) => {
      const [account] = await execute<AccountWithLocale>(em, selectAccount, [email]);
      const secret = await issueSecret(ctx, resetPurpose, bearerOf(ctx.app, account, email), {
        mayReplace: !isWithheld,
      });
      await queueMail(ctx, {
        kind: resetMail,
        userId: account?.id ?? null,
        recipient: account?.email ?? '',
        locale: supportedLocale(account?.locale) ?? localeOf(ctx),
        facts: { username: account?.username ?? '' },
        secret,
        withheld: account === undefined || isWithheld,
      });
      await record(ctx, passwordResetRequested(account ? { userId: account.id } : {}));
      return openFlow(ctx, resetPurpose, secret, { isDead: hasDeadFlow });
    });
  });
}

/** Computes the decoy for every email: for unknown ones alone, it would take measurable time. */
function bearerOf(app: App, account: Account | undefined, email: string): Bearer {
  const [key] = app.keysFor('one-time/decoy');
  // The table must not collect emails of people who have no account.
  const decoy = createHmac('sha256', key).update(email).digest('base64url');
  return account ? { userId: account.id, subject: account.email } : { userId: null, subject: decoy };
}
