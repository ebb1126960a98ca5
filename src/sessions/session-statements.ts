import { type Account, accountColumns } from '../feature/account.ts';
import { trailAfter } from './trail.ts';

/** All times are the database's `now()`, so replicas agree even if their clocks differ. Row locks resolve races. */

/** Times are whole seconds since 1970. */
export interface SessionRow extends Account {
  sessionId: string;
  generation: number;
  rotatedAt: number;
  idleExpiresAt: number;
  now: number;
  methods: string[];
  authenticatedAt: number;
  level: number;
}

const epoch = (expression: string) => `floor(extract(epoch from ${expression}))::float8`;

const facts = `s.methods, ${epoch('coalesce(s.authenticated_at, s.created_at)')} as "authenticatedAt", s.level`;

const state = `
  s.id as "sessionId", s.generation, ${facts},
  ${epoch('s.rotated_at')} as "rotatedAt",
  ${epoch('s.idle_expires_at')} as "idleExpiresAt",
  ${epoch('now()')} as now`;

export const unended = 's.revoked_at is null and now() < s.idle_expires_at and now() < s.absolute_expires_at';

const seconds = (parameter: string) => `(${parameter}::float8 * interval '1 second')`;

/**
 * $1: session, $2: user, $3: secret's hash, $4: idle seconds, $5: absolute seconds, $6: user agent, $7: IP address,
 * $8: methods, $9: level, $10: request, $11: when the identity was proved, in seconds since 1970, or null for now.
 */
export const insertSession = `
  insert into sessions as s
    (id, user_id, secret_hash, idle_expires_at, absolute_expires_at, user_agent, ip_address, methods, level, opened_by,
      opened_from, authenticated_at)
  values
    ($1, $2, $3, now() + least(${seconds('$4')}, ${seconds('$5')}), now() + ${seconds('$5')}, $6, $7, $8, $9, $10, $7,
      coalesce(to_timestamp($11::float8), now()))
  returning ${state}`;

interface Rotation {
  rotates: string;
  idleSeconds: string;
  generation: string;
  ipAddress: string;
  request: string;
}

const rotation = ({ rotates, idleSeconds, generation, ipAddress, request }: Rotation) => `
    last_used_at = now(),
    ip_address = ${ipAddress},
    trail = case when ${rotates} then ${trailAfter(generation, request, ipAddress)} else s.trail end,
    generation = ${generation} + ${rotates}::boolean::int4,
    rotated_at = case when ${rotates} then now() else s.rotated_at end,
    idle_expires_at = case when ${rotates}
      then least(now() + ${seconds(idleSeconds)}, s.absolute_expires_at) else s.idle_expires_at end`;

export interface RotatedRow extends SessionRow {
  /** The token was ahead of the row: the database has lost rotations (failover, restored backup). */
  isRecovered: boolean;
}

/**
 * $1: whether to rotate, $2: idle seconds, $3: session, $4: user, $5: generation, $6: secret's hash, $7: IP address, $8: the
 * token's expiry, $9: request. If the token is ahead of the row, the row moves past the token. The lock keeps the generation
 * from changing between the comparison and the update.
 */
export const rotateOne = `
  with held as materialized (
    select s.id, s.generation from sessions as s
    where s.id = $3 and s.user_id = $4 and s.secret_hash = $6 and ${unended}
      and (s.generation = $5 or s.generation < $5 and now() < to_timestamp($8::float8))
    for no key update
  )
  update sessions as s set ${rotation({
    rotates: '$1',
    idleSeconds: '$2',
    generation: '$5::int4',
    ipAddress: '$7::text',
    request: '$9::text',
  })}
  from held as h, users as u
  where s.id = h.id and u.id = s.user_id and u.is_active
  returning ${state}, ${accountColumns}, h.generation < $5 as "isRecovered"`;

/**
 * $1: whether to rotate, $2: idle seconds, $3: sessions, $4: their users, $5: generations, $6: secrets' hashes,
 * $7: IP addresses, $8: requests. Returns the rotated rows with their positions. A session that occurs twice rotates once.
 * Skips locked rows to avoid deadlocks. Matches current tokens only; `rotateOne` handles the others.
 */
export const rotateMany = `
  with asked as materialized (
    select * from unnest($3::uuid[], $4::int4[], $5::int4[], $6::bytea[], $7::text[], $8::text[])
      with ordinality as a (session_id, user_id, generation, secret_hash, ip_address, request, position)
  ), free as materialized (
    select id from sessions where id in (select session_id from asked) for no key update skip locked
  )
  update sessions as s set ${rotation({
    rotates: '$1',
    idleSeconds: '$2',
    generation: 's.generation',
    ipAddress: 'a.ip_address',
    request: 'a.request',
  })}
  from asked as a, free as f, users as u
  where s.id = f.id and s.id = a.session_id and s.user_id = a.user_id
    and s.generation = a.generation and s.secret_hash = a.secret_hash
    and ${unended} and u.id = s.user_id and u.is_active
  returning (a.position - 1)::int4 as position, ${state}, ${accountColumns}`;

/** $1: session, $2: user. Waits for a refresh in progress. */
export const lockLiveSession = `
  select s.methods from sessions as s where s.id = $1 and s.user_id = $2 and ${unended} for no key update`;

/** $1: session, $2: methods, $3: level. Leaves the refresh token as it is. */
export const renewProof = `
  update sessions as s set authenticated_at = now(), methods = $2, level = $3 where s.id = $1 returning ${state}`;

/** $1: session. */
export const selectLiveSession = `select 1 from sessions as s where s.id = $1 and ${unended}`;

export interface PresentedSessionRow extends SessionRow {
  isRevoked: boolean;
  hasEnded: boolean;
  isInReuseWindow: boolean;
}

/** $1: session, $2: user, $3: secret's hash, $4: reuse window in seconds. */
export const selectPresentedSession = `
  select ${state}, ${accountColumns},
    s.revoked_at is not null as "isRevoked",
    not (${unended}) as "hasEnded",
    $4::float8 > 0 and now() <= s.rotated_at + ${seconds('$4')} as "isInReuseWindow"
  from sessions as s join users as u on u.id = s.user_id
  where s.id = $1 and s.user_id = $2 and s.secret_hash = $3`;

/** How far `last_used_at` may lag, so that not every request of a busy session writes. */
const isUseOld = "s.last_used_at < now() - interval '5 minutes'";

export interface ViewerRow extends Account {
  isLive: boolean | null;
  isUseOld: boolean | null;
  now: number;
  methods: string[];
  authenticatedAt: number;
  level: number;
}

/** $1: sessions, $2: their users. Returns a row for each pair, in order. For an unknown session, only `now` is set. */
export const selectViewers = `
  select ${accountColumns}, ${facts}, ${unended} and u.is_active as "isLive", ${isUseOld} as "isUseOld",
    ${epoch('now()')} as now
  from unnest($1::uuid[], $2::int4[]) with ordinality as asked (session_id, user_id, position)
    left join sessions as s on s.id = asked.session_id and s.user_id = asked.user_id
    left join users as u on u.id = s.user_id
  order by asked.position`;

/**
 * $1: sessions, $2: the IP addresses that used them. If several replicas try, one writes. Skips locked rows to avoid
 * deadlocks: those rows are about to change anyway.
 */
export const noteUses = `
  with free as materialized (
    select s.id from sessions as s where s.id = any($1::uuid[]) and ${isUseOld} and ${unended}
    for no key update skip locked
  )
  update sessions as s set last_used_at = now(), ip_address = u.ip_address
  from free as f, unnest($1::uuid[], $2::text[]) as u (session_id, ip_address)
  where s.id = f.id and u.session_id = f.id`;

/** Times are texts or dates, as PostgreSQL's driver returns them. */
export interface ListedRow {
  id: string;
  userId: number;
  createdAt: string;
  rotatedAt: string;
  lastUsedAt: string;
  idleExpiresAt: string;
  methods: string[];
  userAgent: string | null;
  ipAddress: string | null;
}

/** $1: users. */
export const selectLiveSessions = `
  select s.id, s.user_id as "userId", s.created_at as "createdAt", s.rotated_at as "rotatedAt",
    s.last_used_at as "lastUsedAt", s.idle_expires_at as "idleExpiresAt", s.methods,
    s.user_agent as "userAgent", s.ip_address as "ipAddress"
  from unnest($1::int4[]) as asked (user_id) cross join lateral (
    select * from sessions as s where s.user_id = asked.user_id and ${unended}
    order by s.last_used_at desc, s.id desc limit 1000
  ) as s
  order by s.last_used_at desc, s.id desc`;

/** $1: seconds since 1970. */
export const selectIsFuture = `select to_timestamp($1::float8) > now() as "isFuture", ${epoch('now()')} as now`;

/** $1: users. Logins wait for this lock, so the statements after it see every session opened before it. */
export const lockUsers = 'select 1 from users where id = any($1::int4[]) order by id for no key update';

/**
 * $1: user. Serializes changes of an account with its deactivation. Returns no row if the account is inactive or deleted.
 */
export const lockActiveUser = `
  select ${accountColumns} from users as u where u.id = $1 and u.is_active for no key update`;
