import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { emailRule } from '../accounts/identifier-rules.ts';
import { canonicalEmail } from '../accounts/identifiers.ts';
import type { Account, Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import { requireMail } from '../mail/can-mail.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { limitingMail, mailRequestAttempt } from '../mail/mail-limits.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { issueSecret, openFlow } from '../one-time-secrets/issue-secret.ts';
import type { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { execute } from '../platform/database/database.ts';
import { type LockedAccount, lockCaller } from '../sessions/lock-account.ts';
import { requireUser } from '../sessions/require-user.ts';
import type { RequestEmailChangeInput } from './email-change.types.ts';
import { mayUndo } from './email-changes.ts';
import { maskedEmail } from './masked-email.ts';
import { emailChangeRequested } from './profile.events.ts';
import {
  cancelPurpose,
  changePurpose,
  changeRequestedMail,
  confirmMail,
  emailInUseMail,
} from './profile.mails.ts';
import { emailChangeAttempt } from './profile-attempts.ts';

/**
 * Mails a proof to the new mailbox, and a notice to the old one. Free and taken emails cause the same
 * statements, so neither the response nor its timing reveals an account. Only the mail to the new mailbox differs.
 *
 * @throws UNAUTHENTICATED, BAD_USER_INPUT, MAIL_NOT_CONFIGURED, RATE_LIMITED.
 */
export async function requestEmailChange(
  ctx: Context,
  input: RequestEmailChangeInput,
): Promise<MailRequested> {
  const viewer = await requireUser(ctx);
  const newEmail = checkNewEmail(viewer.account, input);
  requireMail(ctx);
  return makeAttempt(ctx, { kind: mailRequestAttempt }, async (count) => {
    await count();
    const { id: accountId, email } = viewer.account;
    const attempt = { kind: emailChangeAttempt, accountId, identifiers: [email] };
    return makeAttempt(ctx, attempt, async (countForAccount) => {
      await countForAccount();
      // The flow always works: only the account's owner can open flows of this secret.
      return limitingMail(ctx, { email: newEmail, kind: confirmMail.name }, ({ isWithheld }) =>
        inTransaction(ctx, () => request(ctx, viewer, newEmail, isWithheld)),
      );
    });
  });
}

function checkNewEmail({ email }: Account, input: RequestEmailChangeInput): string {
  const isNew = (text: string) => canonicalEmail(text) !== email;
  const rules = z.object({
    newEmail: emailRule.refine(isNew, rule('UNCHANGED', 'The account already has this email.')),
  });
  return canonicalEmail(checkInput(rules, input).newEmail) ?? '';
}

/** The flow for the code of the mail to the old mailbox. Clients know only the flow of the request. */
export function noticeFlow(flow: string): string {
  return uuidv5(cancelPurpose.name, flow);
}

/** Ends a pending change to another email. Otherwise the code from its mail could confirm that change with the new flow. */
const deletePending = `
  delete from one_time_secrets where user_id = $1 and purpose = $2 and used_at is null and subject <> $3`;

async function request(
  ctx: Context,
  viewer: Viewer,
  newEmail: string,
  isWithheld: boolean,
): Promise<MailRequested> {
  const account = await lockCaller(ctx, viewer);
  const { id: userId } = account;
  const owner = await findOwner(ctx, newEmail, userId);
  await execute(ctx.em, deletePending, [userId, changePurpose.name, newEmail]);
  const secret = await issueSecret(
    ctx,
    changePurpose,
    { userId, subject: newEmail },
    { mayReplace: !isWithheld },
  );
  const requested = await openFlow(ctx, changePurpose, secret);
  const ownLocale = supportedLocale(account.locale) ?? localeOf(ctx);
  const mail = owner
    ? {
        kind: emailInUseMail,
        userId: owner.id,
        facts: { username: owner.username },
        locale: supportedLocale(owner.locale) ?? localeOf(ctx),
      }
    : { kind: confirmMail, userId, facts: {}, locale: ownLocale, secret };
  await queueMail(ctx, { ...mail, recipient: newEmail, withheld: isWithheld || owner?.isActive === false });
  const canUndo = mayUndo(account, viewer.session);
  await tellOldMailbox(ctx, account, { newEmail, flow: requested.flow, canUndo });
  await record(ctx, emailChangeRequested({ userId }));
  return requested;
}

interface Owner {
  readonly id: number;
  readonly username: string;
  readonly isActive: boolean;
  readonly locale: string | null;
}

/** $1: email, $2: the caller. The caller may take back an email that is held for their account. */
const selectOwner = `
  select id, username, is_active as "isActive", locale from users where email = $1
  union all
  select u.id, u.username, u.is_active, u.locale from held_identifiers as h join users as u on u.id = h.user_id
  where h.kind = 'email' and h.value = $1 and now() < h.until and u.id <> $2`;

async function findOwner(ctx: Context, email: string, userId: number): Promise<Owner | undefined> {
  const [owner] = await execute<Owner>(ctx.em, selectOwner, [email, userId]);
  return owner;
}

async function tellOldMailbox(
  ctx: Context,
  { id: userId, username, email, locale }: LockedAccount,
  { newEmail, flow, canUndo }: { newEmail: string; flow: string; canUndo: boolean },
): Promise<void> {
  const secret = await issueSecret(ctx, cancelPurpose, { userId, subject: email });
  await openFlow(ctx, cancelPurpose, secret, { flow: noticeFlow(flow) });
  await queueMail(ctx, {
    kind: changeRequestedMail,
    userId,
    recipient: email,
    locale: supportedLocale(locale) ?? localeOf(ctx),
    facts: { username, email: maskedEmail(newEmail), canUndo: canUndo ? 'yes' : '' },
    secret,
  });
}
