import DataLoader from 'dataloader';
import type { App, Context } from '../feature/context.ts';
import { changeAndRecord } from '../feature/unit-of-work.ts';
import { oncePer } from '../platform/once-per.ts';
import { persistently } from '../platform/persistently.ts';
import { mailGivenUp, mailRefused, mailSent, mailUncertain } from './mail.events.ts';
import { type ClaimedMail, mailRows } from './mail-rows.ts';
import type { ReplyClass } from './smtp-replies.ts';

interface Reply {
  readonly replyCode?: number | undefined;
  readonly replyClass?: ReplyClass | undefined;
}

/** Another worker may have claimed the row once the lease expired. */
const fence = 'id = $1 and tries = $2 and finished_at is null and given_up_at is null';

/** $3: outcome, $4: reply code, $5: reply class. Also tells the account's owner that the mailbox accepts no mail. */
const giveUpMail = `
  with ended as (
    update mails set claimed_until = null, given_up_at = now(), outcome = $3, reply_code = $4, reply_class = $5
    where ${fence} returning id, user_id, recipient),
  owner as (
    update users as u set email_refused_at = now() from ended as m
    where $3 = 'refused' and u.id = m.user_id and u.email = m.recipient)
  select id from ended`;

const events = {
  refused: mailRefused,
  'given-up': mailGivenUp,
  ended: mailGivenUp,
  uncertain: mailUncertain,
} as const;

const givenUpKinds = [mailRefused, mailGivenUp, mailUncertain];

export async function settle(
  ctx: Context,
  mail: ClaimedMail,
  outcome: keyof typeof events,
  { replyCode, replyClass }: Reply = {},
): Promise<void> {
  const hasReply = outcome !== 'uncertain' && replyCode !== undefined;
  const event = events[outcome]({ ...aboutMail(mail), ...(hasReply && { replyCode }) });
  const values = [mail.id, mail.tries, outcome, replyCode ?? null, replyClass ?? null];
  const statement = { name: 'give-up-mail', text: giveUpMail, values };
  await persistently(() => changeAndRecord(ctx, statement, givenUpKinds, () => event));
}

function aboutMail({ id, kind, userId }: Pick<ClaimedMail, 'id' | 'kind' | 'userId'>) {
  return { mailId: id, kind, ...(userId !== null && { userId }) };
}

interface Sent {
  readonly ctx: Context;
  readonly mail: ClaimedMail;
  readonly replyCode: number | undefined;
}

/** $1: ids, $2: tries as fences, $3: reply codes. */
const finishMails = `
  with sent as (
    update mails as m set claimed_until = null, finished_at = now(), outcome = 'sent', reply_code = done.reply_code,
      reply_class = null
    from unnest($1::uuid[], $2::int2[], $3::int2[]) as done (id, tries, reply_code)
    where m.id = done.id and m.tries = done.tries and m.finished_at is null and m.given_up_at is null
    returning m.id, m.kind, m.user_id, m.recipient),
  owner as (
    update users as u set email_refused_at = null from sent as m
    where u.id = m.user_id and u.email = m.recipient and u.email_refused_at is not null)
  select id, kind, user_id as "userId" from sent`;

/** One statement finishes all mails that were sent at about the same time. */
const finishDelayMs = 10;

const finishers = oncePer(
  (_app: App) =>
    new DataLoader<Sent, true>(finishAll, {
      cache: false,
      batchScheduleFn: (run) => void setTimeout(run, finishDelayMs),
    }),
);

async function finishAll(sent: readonly Sent[]): Promise<true[]> {
  const values = [
    sent.map(({ mail }) => mail.id),
    sent.map(({ mail }) => mail.tries),
    sent.map(({ replyCode }) => replyCode ?? null),
  ];
  const statement = { name: 'finish-mails', text: finishMails, values };
  const [first] = sent;
  if (first) {
    await persistently(() =>
      changeAndRecord<Pick<ClaimedMail, 'id' | 'kind' | 'userId'>>(first.ctx, statement, [mailSent], (mail) =>
        mailSent(aboutMail(mail)),
      ),
    );
  }
  return sent.map(() => true);
}

export async function settleSent(ctx: Context, mail: ClaimedMail, { replyCode }: Reply): Promise<void> {
  await finishers(ctx.app).load({ ctx, mail, replyCode });
}

const noteReply = `
  update mails set reply_code = $3, reply_class = $4
  where ${fence} and reply_class is distinct from 'uncertain'`;

/** Only for `mails list`, so failing to write it does no harm. */
export async function noteReason(
  { app }: Context,
  { id, tries }: ClaimedMail,
  { replyCode, replyClass }: Reply,
): Promise<void> {
  const values = [id, tries, replyCode ?? null, replyClass ?? null];
  await app.database.write(noteReply, values).catch(() => undefined);
}

/** $3: pause in seconds. A row whose mail may have been accepted stays marked as such. */
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
