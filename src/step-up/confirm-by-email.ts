import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { MailKind } from '../feature/mail-kinds.ts';
import type { ConfirmationMethod, ProofMethod } from '../feature/proofs.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import { canMail } from '../mail/can-mail.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { limitingMail } from '../mail/mail-limits.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { checkCode, noLongerFits, useSecret } from '../one-time-secrets/check-secret.ts';
import { issueSecret, openFlow } from '../one-time-secrets/issue-secret.ts';
import { execute } from '../platform/database/database.ts';

const minute = 60;

export const confirmationPurpose: SecretPurpose = {
  name: 'step-up-mail',
  lifetime: 30 * minute,
  codeLifetime: 10 * minute,
};

/** Has no link: only the browser that has the session can confirm, and the user has the page open there. */
export const confirmationMail: MailKind = {
  name: 'confirm-identity',
  link: { purpose: confirmationPurpose },
  sample: { username: 'alice' },
};

/**
 * RFC 8176 has no name for a mailed code. The code adds no factor: NIST SP 800-63B-4, 3.1.3.1, does not accept email as
 * proof that the user possesses a device.
 */
export const emailProof: ProofMethod = { name: 'email', factors: [] };

const selectLocale = 'select locale from users where id = $1';

/** For accounts without any stronger proof: a mailbox that is open on an unlocked device must not replace the password. */
export const confirmByEmail: ConfirmationMethod = {
  name: 'EMAIL_CODE',
  field: 'emailCode',
  proofs: [emailProof.name],
  strength: 'fallback',
  isAvailable: ({ app }) => canMail(app),
  begin(ctx, account, write) {
    return limitingMail(ctx, { email: account.email, kind: confirmationMail.name }, ({ isWithheld }) =>
      write((ctx) => mailCode(ctx, account, isWithheld)),
    );
  },
  async judge(ctx, { account, state }, code) {
    const secret = await checkCode(ctx, confirmationPurpose, { flow: state ?? '', code });
    if (secret.subject !== account.email) throw noLongerFits(secret);
    return (ctx) => useSecret(ctx, secret);
  },
};

/** @returns the flow. */
async function mailCode(ctx: Context, { id, username, email }: Account, withheld: boolean): Promise<string> {
  const [user] = await execute<{ locale: string | null }>(ctx.em, selectLocale, [id]);
  const bearer = { userId: id, subject: email };
  const secret = await issueSecret(ctx, confirmationPurpose, bearer, { mayReplace: !withheld });
  await queueMail(ctx, {
    kind: confirmationMail,
    userId: id,
    recipient: email,
    locale: supportedLocale(user?.locale) ?? localeOf(ctx),
    facts: { username },
    secret,
    withheld,
  });
  return (await openFlow(ctx, confirmationPurpose, secret)).flow;
}
