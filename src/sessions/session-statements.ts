import type { Account } from '../context.ts';

/**
 * What the service does to session rows, each in one statement. Every time in them is the database's `now()`, so nodes
 * whose clocks differ agree, and what two requests may race for is decided by the row lock of one conditional UPDATE.
 */

/** A session's state in whole seconds since 1970, beside the account it belongs to. */
export interface SessionRow extends Account {
  sessionId: string;
  generation: number;
  rotatedAt: number;
  /** Never later than the session's absolute end. */
  idleExpiresAt: number;
  now: number;
}

const epoch = (expression: string) => `floor(extract(epoch from ${expression}))::float8`;

const state = `
  s.id as "sessionId", s.generation,
  ${epoch('s.rotated_at')} as "rotatedAt",
  ${epoch('s.idle_expires_at')} as "idleExpiresAt",
  ${epoch('now()')} as now`;

const account = 'u.id, u.username, u.email, u.is_active as "isActive"';

const unended = 's.revoked_at is null and now() < s.idle_expires_at and now() < s.absolute_expires_at';

const seconds = (parameter: string) => `make_interval(secs => ${parameter}::float8)`;

/** 1 session, 2 user, 3 secret's hash, 4 idle seconds, 5 absolute seconds, 6 user agent, 7 address. */
export const insertSession = `
  insert into sessions as s
    (id, user_id, secret_hash, idle_expires_at, absolute_expires_at, user_agent, ip_address)
  values
    ($1, $2, $3, now() + least(${seconds('$4')}, ${seconds('$5')}), now() + ${seconds('$5')}, $6, $7)
  returning ${state}`;

/** 1 session, 2 user, 3 generation, 4 secret's hash, 5 whether to rotate, 6 idle seconds. */
export const rotateSession = `
  update sessions as s set
    last_used_at = now(),
    generation = s.generation + $5::boolean::int,
    rotated_at = case when $5 then now() else s.rotated_at end,
    idle_expires_at =
      case when $5 then least(now() + ${seconds('$6')}, s.absolute_expires_at) else s.idle_expires_at end
  from users as u
  where s.id = $1 and s.user_id = $2 and s.generation = $3 and s.secret_hash = $4
    and ${unended} and u.id = s.user_id and u.is_active
  returning ${state}, ${account}`;

export interface PresentedSessionRow extends SessionRow {
  isRevoked: boolean;
  hasEnded: boolean;
  isInReuseWindow: boolean;
}

/** 1 session, 2 user, 3 secret's hash, 4 reuse window in seconds. */
export const selectPresentedSession = `
  select ${state}, ${account},
    s.revoked_at is not null as "isRevoked",
    not (${unended}) as "hasEnded",
    $4::float8 > 0 and now() <= s.rotated_at + ${seconds('$4')} as "isInReuseWindow"
  from sessions as s join users as u on u.id = s.user_id
  where s.id = $1 and s.user_id = $2 and s.secret_hash = $3`;

export interface ViewerRow extends Account {
  isLive: boolean | null;
  now: number;
}

/** 1 sessions, 2 their users. A row for each pair, in their order: without a session it holds the time alone. */
export const selectViewers = `
  select ${account}, ${unended} and u.is_active as "isLive", ${epoch('now()')} as now
  from unnest($1::uuid[], $2::int[]) with ordinality as asked (session_id, user_id, position)
    left join sessions as s on s.id = asked.session_id and s.user_id = asked.user_id
    left join users as u on u.id = s.user_id
  order by asked.position`;

export interface RevokedRow {
  sessionId: string;
  userId: number;
}

const revoke = (which: string) => `
  update sessions as s set revoked_at = now(), revoked_reason = $1
  where ${unended} and ${which}
  returning s.id as "sessionId", s.user_id as "userId"`;

/** 1 reason, 2 sessions. */
export const revokeSessions = revoke('s.id = any($2::uuid[])');

/** 1 reason, 2 users, 3 sessions to keep. */
export const revokeSessionsOfUsers = revoke('s.user_id = any($2::int[]) and s.id <> all($3::uuid[])');

/** 1 user. Who opens sessions of one user takes turns from here on, and so counts those of the others. */
export const lockUser = 'select 1 from users where id = $1 for no key update';

/** 1 reason, 2 user, 3 how many of the most recently refreshed stay. */
export const revokeSurplusSessions = revoke(`s.id in (
  select s.id from sessions as s where s.user_id = $2 and ${unended}
  order by s.last_used_at desc, s.id desc offset $3)`);

/** 1 how many at most. What ended is kept for a day, so that the log and the table can be read side by side. */
export const deleteEndedSessions = `
  delete from sessions where id in (
    select id from sessions
    where idle_expires_at < now() - interval '1 day' or revoked_at < now() - interval '1 day'
    limit $1 for update skip locked)`;
