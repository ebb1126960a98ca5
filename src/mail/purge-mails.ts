import type { App } from '../feature/context.ts';
import { repeat } from '../platform/repeat.ts';

const batchSize = 1_000;
const hour = 3_600_000;

/** $1: limit. Support may still need to know whether a mail was sent, but not what it said. */
export const emptyEnded = `
  update mails set facts = '{}', secret_id = null, flow_id = null where id in (
    select id from mails
    where coalesce(finished_at, given_up_at) < now() - interval '1 day'
      and (facts <> '{}' or secret_id is not null or flow_id is not null)
    limit $1 for update skip locked)`;

/** $1: limit. Also deletes expired mails that no worker ever settled, because no process sends mails any more. */
const deleteOld = `
  delete from mails where id in (
    select id from mails where created_at < now() - interval '30 days'
      and (coalesce(finished_at, given_up_at) is not null or expires_at < now())
    limit $1 for update skip locked)`;

/** $1: limit. The service no longer needs these rows, and any client can make it write them. */
export const deleteWithheld = `
  delete from mails where id in (
    select id from mails where outcome = 'withheld' and created_at < now() - interval '1 day'
    limit $1 for update skip locked)`;

export async function purgeMails({ database }: App): Promise<void> {
  for (const statement of [deleteWithheld, deleteOld, emptyEnded])
    while ((await database.write(statement, [batchSize])) === batchSize);
}

/** @returns a function that stops the purge. */
export function startPurgingMails(app: App): () => void {
  const task = { name: 'purge of mails', log: app.log, first: Math.random() * hour, pause: hour };
  return repeat(task, () => purgeMails(app));
}
