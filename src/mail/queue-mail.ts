import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../feature/context.ts';
import type { MailFacts, MailKind } from '../feature/mail-kinds.ts';
import { afterCommit } from '../feature/unit-of-work.ts';
import type { IssuedSecret } from '../one-time-secrets/issue-secret.ts';
import { execute } from '../platform/database/database.ts';
import { canMail } from './can-mail.ts';
import type { Locale } from './locales.ts';
import { wakeWorker } from './mail-worker.ts';

export interface OutgoingMail {
  readonly kind: MailKind;
  readonly userId: number | null;
  /** The stored email of an account or a signup, never an email as typed by a client. */
  readonly recipient: string;
  readonly locale: Locale;
  readonly facts: MailFacts;
  /** For mails with a link. */
  readonly secret?: IssuedSecret;
  /** If set, the link contains `<token>.<flow>`, since its page needs to know which request the mail answers. */
  readonly flowId?: string;
  /** Writes a row that no worker sends, so that requests for an unknown or limited email take as long as all others. */
  readonly withheld?: boolean;
}

/** The number of seconds after which a mail without a link is useless. */
const noticeLifetime = 3 * 86_400;

const insertMail = `
  insert into mails (id, kind, user_id, recipient, locale, secret_id, facts, expires_at, finished_at, outcome, flow_id)
  values ($1, $2, $3, $4, $5, $6, $7,
    coalesce($8, now() + $9::float8 * interval '1 second'),
    case when $10::boolean then now() end, case when $10::boolean then 'withheld' end,
    $11)`;

/**
 * Writes a row to the outbox. Call this in the unit of work that causes the mail; the worker looks for the row after the
 * commit. Without a mail server, drops notices, since no worker would ever finish their rows.
 */
export async function queueMail(ctx: Context, mail: OutgoingMail): Promise<void> {
  const { kind, userId, locale, facts, secret, withheld = false } = mail;
  if ((kind.link === undefined) !== (secret === undefined)) {
    throw new Error(`A mail "${kind.name}" ${kind.link ? 'needs' : 'has no'} link.`);
  }
  if (!canMail(ctx.app)) return;
  await execute(ctx.em, insertMail, [
    uuidv7(),
    kind.name,
    userId,
    // A withheld mail's recipient may have no account.
    withheld ? '' : mail.recipient,
    locale,
    secret?.secretId ?? null,
    JSON.stringify(withheld ? {} : facts),
    secret?.expiresAt ?? null,
    noticeLifetime,
    withheld,
    mail.flowId ?? null,
  ]);
  if (!withheld) afterCommit(() => wakeWorker(ctx.app));
}
