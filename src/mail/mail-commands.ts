import { z } from 'zod';
import { CommandFailure, type Commands } from '../feature/command.ts';
import type { App } from '../feature/context.ts';

const columns = `
  id, kind, user_id as "userId", recipient, locale, created_at as "createdAt",
  case when finished_at is null and given_up_at is null then 'waiting' else coalesce(outcome, 'given-up') end as state,
  coalesce(finished_at, given_up_at) as "endedAt",
  case when finished_at is null and given_up_at is null then due_at end as "dueAt",
  tries, reply_code as "replyCode", reply_class as "replyClass"`;

/** $1: whether to list only failures. */
const selectMails = `
  select ${columns} from mails
  where not $1::boolean or (given_up_at is not null and outcome is distinct from 'ended')
  order by created_at desc, id desc limit 1000`;

/** Leaves the tries of a claimed row alone, since they are its fencing token. */
const retryMail = `
  update mails set given_up_at = null, outcome = null, reply_code = null, reply_class = null, due_at = now(),
    tries = case when given_up_at is null then tries else 0 end
  where id = $1 and finished_at is null and now() < expires_at
  returning ${columns}`;

export const mailCommands: Commands = {
  'mails list': {
    help: 'List the newest 1000 mails of the outbox, without their texts.',
    options: [{ flags: '--failed', help: 'only mails that did not leave and are no longer tried' }],
    run: async ({ options: { failed }, open }) => {
      const { app } = await open();
      return app.database.read<object>('list-mails', selectMails, [failed === true]);
    },
  },
  'mails retry': {
    help: 'Try a mail again now.',
    arguments: [{ name: '<ID>', help: 'the id in "mails list"' }],
    run: async ({ args: [id = ''], open }) => retry((await open()).app, id),
  },
};

async function retry({ database }: App, id: string): Promise<object> {
  const isId = z.uuid().safeParse(id).success;
  const statement = { name: 'retry-mail', text: retryMail, values: [id] };
  const [mail] = isId ? await database.change<object>(statement) : [];
  if (!mail)
    throw new CommandFailure(
      `There is no mail "${id}" to retry: it was already sent or withheld, has expired, or does not exist.`,
    );
  return mail;
}
