import type { Ending } from '../sessions/ending.ts';
import { unended } from '../sessions/session-statements.ts';
import { type Rotation, readTrail } from '../sessions/trail.ts';

/** SQL for the time at which an ended session `s` ended. */
export const endOf = 'coalesce(s.revoked_at, s.idle_expires_at)';

/** A session that has reached its maximum age counts as too old, not as idle, since no refresh could extend it. */
export const reasonOf = `
  case when s.revoked_at is not null then coalesce(s.revoked_reason, 'unknown')
    when s.absolute_expires_at <= s.idle_expires_at then 'expired-age' else 'expired-idle' end`;

/** The facts about a session, from its row or from the history. */
export interface SessionFacts {
  readonly id: string;
  readonly userId: number;
  readonly openedAt: Date;
  /** The request of the login. Null for a session of an older version. */
  readonly openedBy: string | null;
  readonly openedFrom: string | null;
  readonly methods: readonly string[];
  readonly userAgent: string | null;
  /** Of the last use. */
  readonly ipAddress: string | null;
  readonly refreshes: number;
  readonly lastUsedAt: Date;
  /** Newest first. */
  readonly rotations: readonly Rotation[];
  /** Null after the end. */
  readonly expiresAt: Date | null;
  readonly endedAt: Date | null;
  readonly reason: string | null;
  readonly ending: Ending | null;
}

const fromSessions = `
  select s.id, s.user_id as "userId", s.created_at as "openedAt", s.opened_by as "openedBy", s.opened_from as "openedFrom", s.methods,
    s.user_agent as "userAgent", s.ip_address as "ipAddress", s.generation as refreshes, s.last_used_at as "lastUsedAt",
    s.trail, case when ${unended} then s.idle_expires_at end as "expiresAt",
    case when not (${unended}) then ${endOf} end as "endedAt",
    case when not (${unended}) then ${reasonOf} end as reason, s.ending
  from sessions as s`;

const fromHistory = `
  select h.session_id, h.user_id, h.opened_at, h.opened_by, h.opened_from, h.methods, h.user_agent, h.ip_address, h.generation,
    h.last_used_at, h.trail, null, h.ended_at, h.reason, h.ending
  from session_history as h`;

const newestFirst = 'order by "openedAt" desc, id desc';

/** $1: session. */
export const selectSession = `${fromSessions} where s.id = $1 union all ${fromHistory} where h.session_id = $1`;

/** $1: user, $2: limit. */
export const selectSessionsOfUser = `
  ${fromSessions} where s.user_id = $1 union all ${fromHistory} where h.user_id = $1 ${newestFirst} limit $2`;

/** $1: user, $2: limit. */
export const selectLiveSessionsOfUser = `
  ${fromSessions} where s.user_id = $1 and ${unended} ${newestFirst} limit $2`;

/** $1: request, $2: limit. Reads all sessions, because an index on requests would slow down every refresh. */
export const selectSessionsOfRequest = `
  ${fromSessions}
  where s.opened_by = $1::uuid or s.ending @> jsonb_build_object('requestId', $1::text)
    or array_to_string(s.trail, ' ') like '%' || $1::text || '%'
  union all ${fromHistory} where h.requests @> array[$1::uuid] ${newestFirst} limit $2`;

export interface SessionFactsRow {
  id: string;
  userId: number;
  openedAt: string;
  openedBy: string | null;
  openedFrom: string | null;
  methods: string[];
  userAgent: string | null;
  ipAddress: string | null;
  refreshes: number;
  lastUsedAt: string;
  trail: string[];
  expiresAt: string | null;
  endedAt: string | null;
  reason: string | null;
  ending: Ending | null;
}

export function readFacts({ trail, ...row }: SessionFactsRow): SessionFacts {
  return {
    ...row,
    openedAt: new Date(row.openedAt),
    lastUsedAt: new Date(row.lastUsedAt),
    rotations: readTrail(trail),
    expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt),
    endedAt: row.endedAt === null ? null : new Date(row.endedAt),
  };
}
