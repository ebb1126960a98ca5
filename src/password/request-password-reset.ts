import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { emailRule } from '../accounts/identifier-rules.ts';
import { canonicalEmail } from '../accounts/identifiers.ts';
import type { Account } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import { requireMail } from '../mail/can-mail.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { limitingMail, limitingUnknownMail, mailRequestAttempt } from '../mail/mail-limits.ts';
import { type OutgoingMail, queueMail } from '../mail/queue-mail.ts';
import { type Bearer, type IssuedSecret, issueSecret, openFlow } from '../one-time-secrets/issue-secret.ts';
import type { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { execute } from '../platform/database/database.ts';
import { passwordResetRequested } from './password.events.ts';
import { resetMail, resetPurpose, unknownEmailMail } from './password.mails.ts';
import {
  type RecoveringAccount,
  type RecoveryMail,
  recoveryMail,
  selectRecovering,
} from './recovery-mail.ts';
import type { RequestPasswordResetInput } from './reset-password.types.ts';

const rules = z.object({ email: emailRule });

/** Without an account, every column is null. */
type AccountRow = { [Column in keyof RecoveringAccount]: RecoveringAccount[Column] | null };

/**
 * Mails the username, a link and a code. Unknown, disabled and limited emails run the same statements but get no mail, so
 * neither the response nor its timing reveals an account. A closing account gets the link that restores it instead.
 * @throws BAD_USER_INPUT, MAIL_NOT_CONFIGURED, RATE_LIMITED.
 */
export async function requestPasswordReset(
  ctx: Context,
  input: RequestPasswordResetInput,
): Promise<MailRequested> {
  const email = canonicalEmail(checkInput(rules, input).email) ?? '';
  requireMail(ctx);
  return makeAttempt(ctx, { kind: mailRequestAttempt }, async (count) => {
    await count();
    return limitingMail(ctx, { email, kind: resetMail.name }, ({ isWithheld, hasDeadFlow }) =>
      limitingUnknownMail(ctx, { email, isWithheld }, (tellsStrangers) =>
        inTransaction(ctx, async (em) => {
          const [row] = await execute<AccountRow>(em, selectRecovering, [email]);
          const account = row?.isActive || row?.isClosing ? (row as RecoveringAccount) : undefined;
          const locale = supportedLocale(account?.locale) ?? localeOf(ctx);
          const mail = recoveryMail(account, locale);
          const secret = await issueSecret(ctx, mail.purpose, bearerOf(ctx.app, account, email), {
            mayReplace: !isWithheld,
          });
          const isTold = tellsStrangers && row?.id === null;
          await queueMail(ctx, {
            ...(isTold ? aboutNoAccount(email) : aboutAccount(account, mail, secret)),
            locale,
            withheld: isWithheld || !(account || isTold),
          });
          await record(ctx, passwordResetRequested(account ? { userId: account.id } : {}));
          return openFlow(ctx, resetPurpose, secret, { isDead: hasDeadFlow || mail.kind !== resetMail });
        }),
      ),
    );
  });
}

type MailText = Pick<OutgoingMail, 'kind' | 'userId' | 'recipient' | 'facts' | 'secret'>;

function aboutAccount(account: Account | undefined, mail: RecoveryMail, secret: IssuedSecret): MailText {
  const { id = null, email = '' } = account ?? {};
  return { kind: mail.kind, userId: id, recipient: email, facts: mail.facts, secret };
}

function aboutNoAccount(email: string): MailText {
  return { kind: unknownEmailMail, userId: null, recipient: email, facts: {} };
}

/** Computes the decoy for every email, since doing so only for unknown emails would take measurable time. */
function bearerOf(app: App, account: Account | undefined, email: string): Bearer {
  const [key] = app.keysFor('one-time/decoy');
  // The table must not collect emails of people who have no account.
  const decoy = createHmac('sha256', key).update(email).digest('base64url');
  return account ? { userId: account.id, subject: account.email } : { userId: null, subject: decoy };
}
