import type { App } from '../feature/context.ts';
import { repeat } from '../platform/repeat.ts';
import { sessionSettings } from '../sessions/sessions.settings.ts';
import { endOf, reasonOf } from './session-facts.ts';
import { sessionHistorySettings } from './session-history.settings.ts';

const batchSize = 1000;

const requests = `
  array(
    select distinct request::uuid
    from unnest(array[s.opened_by::text, s.ending ->> 'requestId']
      || array(select split_part(step, ' ', 3) from unnest(s.trail) as step)) as request
    where request ~ '^[\\da-f-]{36}$')`;

/**
 * $1: limit. Moves sessions that ended more than a day ago into the history. Locks the users as well, because a deletion of
 * an account that locks both in the other order would be a deadlock.
 */
const moveEnded = `
  with ended as (
    select s.id from sessions as s join users as u on u.id = s.user_id
    where s.idle_expires_at < now() - interval '1 day' or s.revoked_at < now() - interval '1 day'
    limit $1 for update of s skip locked for key share of u skip locked
  ), s as (
    delete from sessions where id in (select id from ended) returning *
  )
  insert into session_history
    (session_id, user_id, opened_at, opened_by, opened_from, methods, user_agent, ip_address, generation, last_used_at, trail, ended_at,
      reason, ending, requests)
  select s.id, s.user_id, s.created_at, s.opened_by, s.opened_from, s.methods, s.user_agent, s.ip_address, s.generation, s.last_used_at,
    s.trail, ${endOf}, ${reasonOf}, s.ending, ${requests}
  from s
  on conflict (session_id) do update set ended_at = excluded.ended_at`;

/** $1: limit, $2: seconds. */
const deleteOld = `
  delete from session_history where session_id in (
    select session_id from session_history where ended_at < now() - $2::float8 * interval '1 second'
    limit $1 for update skip locked)`;

/** $1: limit, $2: seconds. */
const deleteOldIncidents = `
  delete from session_incidents where (session_id, type, reason) in (
    select session_id, type, reason from session_incidents
    where last_at < now() - $2::float8 * interval '1 second'
    limit $1 for update skip locked)`;

/** Works in batches, so that no statement holds many locks. @returns the number of sessions that left their table. */
export async function purgeSessions(app: App): Promise<number> {
  const { SESSION_HISTORY } = app.config.of(sessionHistorySettings);
  const moved = await inBatches(app, moveEnded);
  for (const statement of [deleteOld, deleteOldIncidents]) await inBatches(app, statement, SESSION_HISTORY);
  return moved;
}

async function inBatches({ database }: App, statement: string, ...values: number[]): Promise<number> {
  let total = 0;
  let count: number;
  do {
    count = await database.write(statement, [batchSize, ...values]);
    total += count;
  } while (count === batchSize);
  return total;
}

/** Starts after a random delay, so that replicas that started together do not purge together. */
export function startPurging(app: App): () => void {
  const { SESSION_PURGE_INTERVAL } = app.config.of(sessionSettings);
  const first = Math.random() * SESSION_PURGE_INTERVAL;
  const task = { name: 'purge of ended sessions', log: app.log, first, pause: SESSION_PURGE_INTERVAL };
  return repeat(task, async () => {
    const count = await purgeSessions(app);
    if (count > 0) app.log.info({ count }, 'moved ended sessions to the history');
  });
}
