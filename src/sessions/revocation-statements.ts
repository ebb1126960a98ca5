import { unended } from './session-statements.ts';

export interface RevokedRow {
  sessionId: string;
  userId: number;
}

/** $1: an `Ending`. */
const revoke = (which: string) => `
  update sessions as s set revoked_at = now(), revoked_reason = $1::jsonb ->> 'reason', ending = $1::jsonb
  where ${unended} and ${which}
  returning s.id as "sessionId", s.user_id as "userId"`;

/** $1: ending, $2: sessions. */
export const revokeSessions = revoke('s.id = any($2::uuid[])');

/** $1: ending, $2: session, $3: the user who must own it. */
export const revokeOwnSession = revoke('s.id = $2::uuid and s.user_id = $3');

/** $1: ending, $2: users, $3: sessions to keep. */
export const revokeSessionsOfUsers = revoke('s.user_id = any($2::int4[]) and s.id <> all($3::uuid[])');

/** $1: ending, $2: limit, $3: only sessions opened before this time, in seconds since 1970, or infinity. */
export const revokeSome = revoke(`s.id in (
  select s.id from sessions as s where ${unended} and s.created_at < to_timestamp($3::float8) limit $2)`);

const liveOfUser = `sessions as s where s.user_id = $2 and ${unended}`;

/**
 * $1: ending, $2: user, $3: how many sessions to keep, $4: one that is always kept. Locks before comparing, so that
 * refreshes in progress count.
 */
export const revokeSurplusSessions = revoke(`s.id in (
  select live.id from (
    select s.id, s.last_used_at from ${liveOfUser}
      and (select count(*) from ${liveOfUser}) > $3
    for no key update
  ) as live
  order by live.id = $4 desc, live.last_used_at desc, live.id desc offset $3)`);
