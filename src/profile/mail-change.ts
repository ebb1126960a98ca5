import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { MailKind } from '../feature/mail-kinds.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { type OutgoingMail, queueMail } from '../mail/queue-mail.ts';
import { timeText } from '../mail/time-text.ts';
import type { IssuedSecret } from '../one-time-secrets/issue-secret.ts';
import type { LockedAccount } from '../sessions/lock-account.ts';
import { maskedEmail } from './masked-email.ts';
import { changedMail, undoMail, undoneMail } from './profile.mails.ts';

/** A change of an account's email. */
export interface Change {
  readonly old: LockedAccount;
  readonly account: Account;
  readonly time: Date;
}

/** Notifies a mailbox of a change that it cannot undo. */
export function mailChange(ctx: Context, change: Change, recipient: string): Promise<void> {
  return queueMail(ctx, mailOf(ctx, changedMail, change, recipient));
}

/** Mails the old mailbox the link that undoes the change. */
export function mailUndo(ctx: Context, change: Change, secret: IssuedSecret): Promise<void> {
  return queueMail(ctx, { ...mailOf(ctx, undoMail, change, change.old.email), secret });
}

/** Notifies both mailboxes that the change is undone. */
export async function mailUndone(ctx: Context, change: Change): Promise<void> {
  const recipients = new Set([change.account.email, change.old.email]);
  for (const recipient of recipients) await queueMail(ctx, mailOf(ctx, undoneMail, change, recipient));
}

function mailOf(
  ctx: Context,
  kind: MailKind,
  { old, account, time }: Change,
  recipient: string,
): OutgoingMail {
  const locale = supportedLocale(old.locale) ?? localeOf(ctx);
  const { id: userId, username, email } = account;
  const shown = recipient === email ? email : maskedEmail(email);
  const facts = { username, email: shown, time: timeText(locale, time) };
  return { kind, userId, recipient, locale, facts };
}
