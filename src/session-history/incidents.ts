import type { Account } from '../feature/account.ts';
import { countText, originText, timeText } from './words.ts';

export interface Incident {
  readonly sessionId: string;
  readonly type: string;
  readonly reason: string | null;
  readonly count: number;
  readonly firstAt: Date;
  readonly firstRequest: string;
  readonly firstIpAddress: string | null;
  readonly lastAt: Date;
  readonly lastRequest: string;
  readonly lastIpAddress: string | null;
  readonly lastUserAgent: string | null;
}

export type IncidentRow = Omit<Incident, 'firstAt' | 'lastAt'> & { firstAt: string; lastAt: string };

const select = `
  select session_id as "sessionId", type, nullif(reason, '') as reason, count, first_at as "firstAt",
    first_request as "firstRequest", first_ip_address as "firstIpAddress", last_at as "lastAt",
    last_request as "lastRequest", last_ip_address as "lastIpAddress", last_user_agent as "lastUserAgent"
  from session_incidents`;

/** $1: session. */
export const selectIncidents = `${select} where session_id = $1 order by first_at`;

/** $1: request. */
export const selectIncidentsOfRequest = `
  ${select} where first_request = $1 or last_request = $1 order by first_at limit 1000`;

export function readIncident(row: IncidentRow): Incident {
  return { ...row, firstAt: new Date(row.firstAt), lastAt: new Date(row.lastAt) };
}

const kinds: Readonly<Record<string, readonly [noun: string, what: string]>> = {
  'refresh.repeated': [
    'refresh',
    'sent the previous token again within REFRESH_REUSE_WINDOW, from a racing tab or after a lost response',
  ],
  'refresh.refused revoked': ['refresh', 'refused, because the session had been ended'],
  'refresh.refused expired': ['refresh', 'refused, because the session or the token had expired'],
  'refresh.refused reuse': ['refresh', 'refused, because the token had been used before'],
  'access.refused ended': ['request', 'refused, because the session had ended'],
};

/** A closing account counts as disabled. How a session ended tells which it was. */
const inactive: Readonly<Record<string, string>> = {
  disabled: 'the account was disabled',
  'account-closing': 'the account was waiting for its deletion',
};

const eitherInactive = 'the account was disabled or waiting for its deletion';

function kindOf(
  { type, reason }: Pick<Incident, 'type' | 'reason'>,
  endReason: string | null,
): readonly [noun: string, what: string] {
  if (reason !== 'disabled') return kinds[reason === null ? type : `${type} ${reason}`] ?? ['request', type];
  const noun = type === 'refresh.refused' ? 'refresh' : 'request';
  return [noun, `refused, because ${inactive[endReason ?? ''] ?? eitherInactive}`];
}

/** @param endReason why the session ended, if known. */
export function incidentText(
  { type, reason, count, ...incident }: Incident,
  endReason: string | null = null,
): string {
  const [noun, what] = kindOf({ type, reason }, endReason);
  const first = {
    requestId: incident.firstRequest,
    ipAddress: incident.firstIpAddress,
    ...(count === 1 && { userAgent: incident.lastUserAgent }),
  };
  const last = {
    requestId: incident.lastRequest,
    ipAddress: incident.lastIpAddress,
    userAgent: incident.lastUserAgent,
  };
  const start = `${countText(count, noun).replace('refreshs', 'refreshes')} ${what}`;
  if (count === 1) return `${start}: at ${timeText(incident.firstAt)} (${originText(first)}).`;
  return `${start}: first at ${timeText(incident.firstAt)} (${originText(first)}), last at ${timeText(incident.lastAt)} (${originText(last)}).`;
}

/** `alice (id:42)` */
export function ownerText({ id, username }: Pick<Account, 'id' | 'username'>): string {
  return `${username} (id:${id})`;
}
