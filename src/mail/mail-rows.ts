import type { ClaimedRow } from '../platform/database/due-rows.ts';
import { DueRows } from '../platform/database/due-rows.ts';
import type { Locale } from './locales.ts';

/** A claimed row of the outbox. */
export interface DueMail {
  kind: string;
  userId: number | null;
  recipient: string;
  locale: Locale;
  secretId: string | null;
  flowId: string | null;
  facts: Record<string, string>;
  /** How long ago it was queued, in seconds. */
  age: number;
  isExpired: boolean;
  /** The mail server may have accepted an earlier attempt. */
  isUncertain: boolean;
}

export type ClaimedMail = DueMail & ClaimedRow;

const minute = 60;

export const mailRows = new DueRows<DueMail>({
  table: 'mails',
  columns: `kind, user_id as "userId", recipient, locale, secret_id as "secretId", flow_id as "flowId", facts,
    extract(epoch from now() - created_at)::float8 as age, expires_at <= now() as "isExpired",
    reply_class is not distinct from 'uncertain' as "isUncertain"`,
  leaseSeconds: 2 * minute,
  backoffSeconds: [5, 30, 2 * minute, 10 * minute, 30 * minute, 120 * minute],
  neverAbandons: true,
});
