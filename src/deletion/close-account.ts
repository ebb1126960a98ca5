import { accountClosing } from '../accounts/accounts.events.ts';
import type { Context } from '../feature/context.ts';
import { credentialsChanged } from '../feature/credentials.ts';
import { record } from '../feature/unit-of-work.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { mailWithheld } from '../mail/mail.events.ts';
import { hasEnoughNotices } from '../mail/notice-limit.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { timeText } from '../mail/time-text.ts';
import { issueSecret } from '../one-time-secrets/issue-secret.ts';
import { execute } from '../platform/database/database.ts';
import { closingMail, restorePurposeFor } from './deletion.mails.ts';
import type { LockedAccount } from './lock-account.ts';

export const closingReason = 'account-closing';

/** $1: user, $2: seconds. An operator may move the date of an account that is already closing. */
const upsertClosing = `
  insert into account_closings as c (user_id, due_at, is_restorable)
  values ($1, now() + $2::float8 * interval '1 second', $3)
  on conflict (user_id) do update set due_at = excluded.due_at
  returning c.due_at as "dueAt", c.is_restorable as "isRestorable"`;

const deactivate = 'update users set is_active = false where id = $1 and is_active';

/**
 * Sets the date of the deletion. The account then counts as disabled, and its sessions, links and unfinished logins have
 * ended. The account must be locked. @returns the date.
 */
export async function closeAccount(
  ctx: Context,
  account: LockedAccount,
  { seconds, reason }: { seconds: number; reason: 'owner' | 'administrator' },
): Promise<Date> {
  const { em } = ctx;
  const { id: userId, isActive } = account;
  type Row = { dueAt: Date | string; isRestorable: boolean };
  const [closing] = await execute<Row>(em, upsertClosing, [userId, seconds, isActive]);
  if (!closing) throw new Error('PostgreSQL returned no row for an upsert.');
  await execute(em, deactivate, [userId]);
  await record(ctx, accountClosing({ userId, reason }));
  await credentialsChanged(ctx, { userId, reason: closingReason });
  const dueAt = new Date(closing.dueAt);
  if (closing.isRestorable) await mailRestoreLink(ctx, account, dueAt, seconds);
  return dueAt;
}

async function mailRestoreLink(
  ctx: Context,
  { id: userId, username, email, locale }: LockedAccount,
  dueAt: Date,
  seconds: number,
): Promise<void> {
  const kind = closingMail;
  if (await hasEnoughNotices(ctx, userId, kind)) return record(ctx, mailWithheld({ kind: kind.name }));
  const secret = await issueSecret(ctx, restorePurposeFor(seconds), { userId, subject: email });
  const ownLocale = supportedLocale(locale) ?? localeOf(ctx);
  await queueMail(ctx, {
    kind,
    userId,
    recipient: email,
    locale: ownLocale,
    facts: { username, time: timeText(ownLocale, dueAt) },
    secret,
  });
}
