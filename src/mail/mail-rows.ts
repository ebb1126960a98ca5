import { type ClaimedRow, DueRows } from '../platform/database/due-rows.ts';
import type { Locale } from './locales.ts';

/** The values from which a link and its code are derived. */
export interface DueSecret {
  id: string;
  purpose: string;
  /** Hexadecimal. */
  nonce: string;
  secondsLeft: number;
}

/**
 * Reading the link's data together with the row saves a statement per mail. A link that is used or replaced during the lease
 * does not work when it arrives. The subject of the secret is the recipient.
 * The exception is a mail to an account whose secret survives changes of the account, and so belongs to no account.
 */
const secretOfMail = `(
  select json_build_object('id', s.id, 'purpose', s.purpose, 'nonce', encode(s.nonce, 'hex'),
    'secondsLeft', extract(epoch from s.expires_at - now()))
  from one_time_secrets as s
  where s.id = mails.secret_id and s.used_at is null and now() < s.expires_at
    and (s.subject = mails.recipient or s.user_id is null and mails.user_id is not null))`;

/** A claimed row in the outbox. */
export interface DueMail {
  kind: string;
  userId: number | null;
  recipient: string;
  locale: Locale;
  /** Undefined if the link no longer works: used, replaced, expired, or for an earlier email of the account. */
  secret?: DueSecret | null;
  flowId: string | null;
  facts: Record<string, string>;
  /** How long ago the mail was queued, in seconds. */
  age: number;
  isExpired: boolean;
  /** The mail server may have accepted an earlier attempt. */
  isUncertain: boolean;
}

export type ClaimedMail = DueMail & ClaimedRow;

/**
 * Mails with a link for an account. Their readers wait for them, and strangers cannot request a flood of them, unlike mails
 * for signups. An index has this predicate.
 */
export const urgentMails = 'secret_id is not null and user_id is not null';

const minute = 60;

export const mailRows = new DueRows<DueMail>({
  table: 'mails',
  columns: `kind, user_id as "userId", recipient, locale, ${secretOfMail} as secret, flow_id as "flowId", facts,
    extract(epoch from now() - created_at)::float8 as age, expires_at <= now() as "isExpired",
    reply_class is not distinct from 'uncertain' as "isUncertain"`,
  leaseSeconds: 2 * minute,
  backoffSeconds: [5, 30, 2 * minute, 10 * minute, 30 * minute, 120 * minute],
  neverAbandons: true,
  urgent: urgentMails,
});
