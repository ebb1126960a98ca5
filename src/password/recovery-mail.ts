import { closingMail, restorePurposeFor } from '../deletion/deletion.mails.ts';
import { type Account, loginColumns } from '../feature/account.ts';
import type { MailFacts, MailKind } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import type { Locale } from '../mail/locales.ts';
import { timeText } from '../mail/time-text.ts';
import { resetMail, resetPurpose } from './password.mails.ts';

export interface RecoveringAccount extends Account {
  locale: string | null;
  /** Only for a closing account. */
  dueAt: Date | string | null;
  secondsUntilDue: number | null;
}

/**
 * $1: email. Always returns a row, since reading one takes time. The lock prevents the deletion of the account until the new
 * rows refer to it.
 */
export const selectRecovering = `
  select ${loginColumns}, u.locale, c.due_at as "dueAt",
    greatest(0, extract(epoch from c.due_at - now()))::float8 as "secondsUntilDue"
  from (values ($1::text)) as asked (email)
    left join lateral (select * from users where email = asked.email for key share) as u on true
    left join account_closings as c on c.user_id = u.id`;

export interface RecoveryMail {
  readonly kind: MailKind;
  readonly facts: MailFacts;
  readonly purpose: SecretPurpose;
}

/**
 * The owner of a closing account gets the link that restores it. Formats a time for every email, since doing so only for
 * closing accounts would take measurable time.
 */
export function recoveryMail(account: RecoveringAccount | undefined, locale: Locale): RecoveryMail {
  const { username = '', isClosing, dueAt, secondsUntilDue } = account ?? {};
  const time = timeText(locale, new Date(dueAt ?? 0));
  if (!isClosing) return { kind: resetMail, purpose: resetPurpose, facts: { username } };
  return { kind: closingMail, purpose: restorePurposeFor(secondsUntilDue ?? 0), facts: { username, time } };
}
