import { systemContext } from '../../src/feature/context.ts';
import type { MailKind } from '../../src/feature/mail-kinds.ts';
import { inTransaction } from '../../src/feature/unit-of-work.ts';
import type { Locale } from '../../src/mail/locales.ts';
import { wakeWorker } from '../../src/mail/mail-worker.ts';
import { queueMail } from '../../src/mail/queue-mail.ts';
import { issueSecret } from '../../src/one-time-secrets/issue-secret.ts';
import { passwordChangedMail, resetMail } from '../../src/password/password.mails.ts';
import type { World } from './world.ts';

interface Owner {
  id?: string;
  email: string;
}

interface Options {
  kind?: MailKind;
  locale?: Locale;
  facts?: Record<string, string>;
  flowId?: string;
}

/** Queues a mail, with a link if its kind has one. @returns the id of its row. */
export async function queue(
  { app }: World,
  { id, email }: Owner,
  { kind = passwordChangedMail, locale = 'en', facts = kind.sample, flowId }: Options = {},
): Promise<string> {
  const ctx = systemContext(app, 'job:test');
  return inTransaction(ctx, async (em) => {
    const userId = id === undefined ? null : Number(id);
    const secret = kind.link && (await issueSecret(ctx, kind.link.purpose, { userId, subject: email }));
    await queueMail(ctx, {
      kind,
      userId,
      recipient: email,
      locale,
      facts,
      ...(secret && { secret }),
      ...(flowId !== undefined && { flowId }),
    });
    const [row] = await em.execute('select id from mails order by id desc limit 1');
    return (row as { id: string }).id;
  });
}

export const queueReset = (world: World, owner: Owner) => queue(world, owner, { kind: resetMail });

export interface MailRow {
  tries: number;
  outcome: string | null;
  replyCode: number | null;
  replyClass: string | null;
  sent: boolean;
  givenUp: boolean;
  claimed: boolean;
  /** Seconds until the next attempt. */
  dueIn: number;
}

export async function rowOf(world: World, id: string): Promise<MailRow> {
  const [row] = await world.sql<MailRow & Record<string, unknown>>(
    `select tries, outcome, reply_code as "replyCode", reply_class as "replyClass", finished_at is not null as sent,
       given_up_at is not null as "givenUp", claimed_until is not null as claimed,
       extract(epoch from due_at - now())::float8 as "dueIn"
     from mails where id = $1`,
    [id],
  );
  if (!row) throw new Error('The mail is gone.');
  return row;
}

/** Lets the worker of this service try a postponed mail now. */
export async function makeDue(world: World, id: string): Promise<void> {
  await world.sql('update mails set due_at = now() where id = $1', [id]);
  wakeWorker(world.app);
}

export function eventsOf(world: World, type = 'mail.'): Record<string, unknown>[] {
  const events = world.log.map((line) => JSON.parse(line).event).filter((event) => event !== undefined);
  return events.filter((event) => event.type.startsWith(type));
}
