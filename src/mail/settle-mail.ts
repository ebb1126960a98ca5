import type { Context } from '../feature/context.ts';
import { changeAndRecord } from '../feature/unit-of-work.ts';
import { persistently } from '../feature/work-queue.ts';
import { mailGivenUp, mailRefused, mailSent, mailUncertain } from './mail.events.ts';
import { type ClaimedMail, mailRows } from './mail-rows.ts';
import type { ReplyClass } from './smtp-replies.ts';

export type Outcome = 'sent' | 'refused' | 'given-up' | 'ended' | 'uncertain';

interface Reply {
  readonly replyCode?: number | undefined;
  readonly replyClass?: ReplyClass | undefined;
}

/** Another worker may have claimed the row after the lease. */
const fence = 'id = $1 and tries = $2 and finished_at is null and given_up_at is null';

/** $3: outcome, $4: reply code, $5: reply class. Keeps beside the account whether its mailbox takes mails. */
const endMail = `
  with ended as (
    update mails set claimed_until = null, outcome = $3, reply_code = $4, reply_class = $5,
      finished_at = case when $3 = 'sent' then now() end, given_up_at = case when $3 <> 'sent' then now() end
    where ${fence} returning id, user_id, recipient),
  owner as (
    update users as u set email_refused_at = case when $3 = 'refused' then now() end from ended as m
    where $3 in ('sent', 'refused') and u.id = m.user_id and u.email = m.recipient
      and ($3 = 'refused') is distinct from (u.email_refused_at is not null))
  select id from ended`;

const events = {
  sent: mailSent,
  refused: mailRefused,
  'given-up': mailGivenUp,
  ended: mailGivenUp,
  uncertain: mailUncertain,
} as const;

const endKinds = [mailSent, mailRefused, mailGivenUp, mailUncertain];

export async function settle(
  ctx: Context,
  { id, tries, kind, userId }: ClaimedMail,
  outcome: Outcome,
  { replyCode, replyClass }: Reply = {},
): Promise<void> {
  const about = { mailId: id, kind, ...(userId !== null && { userId }) };
  const withReply = { ...about, ...(replyCode !== undefined && { replyCode }) };
  const hasReply = outcome !== 'sent' && outcome !== 'uncertain';
  const values = [id, tries, outcome, replyCode ?? null, replyClass ?? null];
  const statement = { name: 'end-mail', text: endMail, values };
  await persistently(() =>
    changeAndRecord(ctx, statement, endKinds, () => events[outcome](hasReply ? withReply : about)),
  );
}

/** $3: pause in seconds. A row that may have been accepted stays so. */
const postponeMail = `
  update mails set claimed_until = null, due_at = now() + $3::float8 * interval '1 second', reply_code = $4,
    reply_class = case when reply_class = 'uncertain' then reply_class else $5 end
  where ${fence}`;

export async function postpone(
  { app }: Context,
  { id, tries }: ClaimedMail,
  { replyCode, replyClass }: Reply,
  pause = mailRows.pauseAfter(tries),
): Promise<void> {
  await app.database.write(postponeMail, [id, tries, pause, replyCode ?? null, replyClass ?? null]);
}
