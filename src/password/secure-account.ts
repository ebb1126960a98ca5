import { z } from 'zod';
import { type LockedAccount, lockAccount } from '../deletion/lock-account.ts';
import { reopenAccount } from '../deletion/reopen-account.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import { requireMail } from '../mail/can-mail.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { secureAccountPurpose } from '../mail/secure-account.ts';
import { checkToken, useSecret } from '../one-time-secrets/check-secret.ts';
import { issueSecret, openFlow } from '../one-time-secrets/issue-secret.ts';
import type { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { execute } from '../platform/database/database.ts';
import { endOldCredentials } from '../sessions/end-old-credentials.ts';
import { accountSecured, passwordResetRequested } from './password.events.ts';
import { resetMail, resetPurpose } from './password.mails.ts';
import { secureAttempt } from './password-attempts.ts';
import { requireFit } from './reset-password.ts';
import type { SecureAccountInput, SecureAccountPayload } from './secure-account.types.ts';

const rules = z.object({ token: z.string() });

const deletePassword = 'delete from password_credentials where user_id = $1';

/** The reason of the ended sessions and of the change. */
const reason = 'secured';

/**
 * For an owner who gets a notice about something that they did not do. Ends every session, and makes the password unusable,
 * since a thief may know it. Mails a link for a new password. The notice's link works for a week, so it must not set one.
 * @throws BAD_USER_INPUT, LINK_INVALID, MAIL_NOT_CONFIGURED, RATE_LIMITED.
 */
export async function secureAccount(ctx: Context, input: SecureAccountInput): Promise<SecureAccountPayload> {
  const { token } = checkInput(rules, input);
  requireMail(ctx);
  return makeAttempt(ctx, { kind: secureAttempt }, async (count) => {
    await count();
    const secret = await checkToken(ctx, secureAccountPurpose, token);
    return inTransaction(ctx, async (em) => {
      const account = requireFit(secret, await lockOrRestore(ctx, secret.userId ?? 0));
      await useSecret(ctx, secret);
      await execute(em, deletePassword, [account.id]);
      await record(ctx, accountSecured({ userId: account.id }));
      const disownedSince = new Date(new Date(account.now).getTime() - secureAccountPurpose.lifetime * 1000);
      const change = { userId: account.id, reason, disownedSince };
      const revokedSessions = await endOldCredentials(ctx, change);
      return { revokedSessions, reset: await mailReset(ctx, account) };
    });
  });
}

/** A thief may have deleted the account after the change in the notice. */
async function lockOrRestore(ctx: Context, userId: number): Promise<LockedAccount | undefined> {
  const account = await lockAccount(ctx, userId);
  if (account?.isActive) return account;
  return (await reopenAccount(ctx, userId, 'secured')) ? account : undefined;
}

/** Needs no limit per mailbox, since each notice's link can do this only once. */
async function mailReset(ctx: Context, account: Account & { locale: string | null }): Promise<MailRequested> {
  const { id: userId, username, email } = account;
  const secret = await issueSecret(ctx, resetPurpose, { userId, subject: email });
  await queueMail(ctx, {
    kind: resetMail,
    userId,
    recipient: email,
    locale: supportedLocale(account.locale) ?? localeOf(ctx),
    facts: { username, isSecured: 'yes' },
    secret,
  });
  await record(ctx, passwordResetRequested({ userId }));
  return openFlow(ctx, resetPurpose, secret);
}
