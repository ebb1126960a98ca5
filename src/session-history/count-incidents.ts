import type { App, IncomingRequest } from '../feature/context.ts';
import type { RecordedEvent } from '../feature/feature.ts';
import { oncePer } from '../platform/once-per.ts';
import { repeat } from '../platform/repeat.ts';
import { userAgentOf } from '../sessions/user-agent.ts';

/**
 * The counted events: those of a genuine session. Other events are about a token with a wrong secret, or about an access
 * token that has expired.
 */
const counted = new Set([
  'refresh.repeated',
  'refresh.refused revoked',
  'refresh.refused expired',
  'refresh.refused disabled',
  'refresh.refused reuse',
  'access.refused ended',
  'access.refused disabled',
]);

interface Seen {
  readonly at: Date;
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string | null;
}

interface Incidents {
  readonly sessionId: string;
  readonly userId: number;
  readonly type: string;
  readonly reason: string;
  count: number;
  readonly first: Seen;
  last: Seen;
}

const waiting = oncePer((_app: App) => ({
  incidents: new Map<string, Incidents>(),
  writing: Promise.resolve(),
}));

/** Limits the memory if clients present the tokens of very many sessions at once. */
const maxWaiting = 10_000;
const pause = 5_000;

/** Collects incidents in memory, so that a flood of refused requests costs the database one row for each session. */
export function countIncident(app: App, event: RecordedEvent, request: IncomingRequest): void {
  const { type, reason = '', sessionId, userId } = event;
  if (sessionId === undefined || userId === undefined || !counted.has(`${type} ${reason}`.trim())) return;
  const { incidents } = waiting(app);
  const key = `${sessionId} ${type} ${reason}`;
  const seen = {
    at: event.at,
    requestId: event.requestId,
    ip: request.ip,
    userAgent: userAgentOf({ request }),
  };
  const found = incidents.get(key);
  if (found) {
    found.count += 1;
    found.last = seen;
  } else if (incidents.size < maxWaiting) {
    incidents.set(key, { sessionId, userId, type, reason, count: 1, first: seen, last: seen });
  }
}

/**
 * $1: the incidents, with ages in milliseconds by the process's clock. Rows are sorted, so that two processes cannot
 * deadlock.
 */
const addIncidents = `
  insert into session_incidents as i
    (session_id, type, reason, user_id, count, first_at, first_request, first_ip_address, last_at, last_request,
      last_ip_address, last_user_agent)
  select a."sessionId", a.type, a.reason, u.id, a.count, now() - a."firstAge" * interval '1 millisecond', a."firstRequest",
    a."firstIp", now() - a."lastAge" * interval '1 millisecond', a."lastRequest", a."lastIp", a."userAgent"
  from jsonb_to_recordset($1::jsonb) as a (
      "sessionId" uuid, type text, reason text, "userId" int4, count int4, "firstAge" float8, "firstRequest" uuid,
      "firstIp" text, "lastAge" float8, "lastRequest" uuid, "lastIp" text, "userAgent" text)
    join users as u on u.id = a."userId"
  where exists (select from sessions as s where s.id = a."sessionId")
    or exists (select from session_history as h where h.session_id = a."sessionId")
  order by 1, 2, 3
  on conflict (session_id, type, reason) do update set
    count = least(i.count::int8 + excluded.count, 2147483647), last_at = excluded.last_at,
    last_request = excluded.last_request, last_ip_address = excluded.last_ip_address,
    last_user_agent = excluded.last_user_agent`;

/**
 * Writes what has been collected, after a write in progress. If the write fails, the incidents are lost, since no request
 * depends on them.
 */
export function writeIncidents(app: App): Promise<void> {
  const holder = waiting(app);
  const written = holder.writing.then(() => write(app));
  holder.writing = written.catch(() => undefined);
  return written;
}

async function write(app: App): Promise<void> {
  const holder = waiting(app);
  const incidents = [...holder.incidents.values()];
  if (incidents.length === 0) return;
  holder.incidents = new Map();
  const now = Date.now();
  const age = ({ at }: Seen) => Math.max(0, now - at.getTime());
  const rows = incidents.map(({ first, last, ...rest }) => ({
    ...rest,
    firstAge: age(first),
    firstRequest: first.requestId,
    firstIp: first.ip || null,
    lastAge: age(last),
    lastRequest: last.requestId,
    lastIp: last.ip || null,
    userAgent: last.userAgent,
  }));
  await app.database.write(addIncidents, [JSON.stringify(rows)]);
}

/** @returns a function that writes what is left, and stops. */
export function startCounting(app: App): () => Promise<void> {
  const task = { name: 'count of refused sessions', log: app.log, first: pause, pause };
  const stop = repeat(task, () => writeIncidents(app));
  return async () => {
    stop();
    await writeIncidents(app).catch((err: unknown) =>
      app.log.warn({ err, task: task.name }, 'background work failed; retrying later'),
    );
  };
}
