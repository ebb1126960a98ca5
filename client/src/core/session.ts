import { claimsOf } from './claims.ts';

export interface User {
  id: string;
  username: string;
  email: string | null;
  isActive: boolean;
}

/** `ended`: the session expired, was revoked, or its refresh token was reused. */
export type ChangeReason = 'login' | 'logout' | 'restored' | 'ended';

/** Why a session ended, as far as this browser knows. */
export interface SessionEnd {
  /**
   * - `logout`: by a logout in this tab
   * - `other-tab`: by a logout in another tab of this browser
   * - `other-user`: another user logged in, in this browser
   * - `expired`: it was not used for too long
   * - `ended`: the service ended it, for example because of a new password, or a logout on another device
   */
  reason: 'logout' | 'other-tab' | 'other-user' | 'expired' | 'ended';
  /** When this browser noticed, in milliseconds of this device's clock. */
  at: number;
  /** The code of the response that reported the end. */
  code?: string;
  /** The `x-request-id` of that response. Operators find the request in the service's log by this id. */
  requestId?: string | null | undefined;
}

/**
 * The session as kept in memory and in storage, and as sent to other tabs. Times are in milliseconds of this device's clock.
 */
export interface Session {
  /** The server's id for the session. Shared by all tabs of a browser, and unchanged by a refresh. */
  id: string;
  /** When the access token was issued, in seconds of the server's clock. The newest token wins across tabs. */
  issuedAt: number;
  user: User;
  accessToken: string;
  /** Null in cookie mode. */
  refreshToken: string | null;
  endsAt: number;
  /** From this time on, the session is refreshed before use. */
  refreshAt: number;
  /** When the session expires without a refresh. */
  expiresAt?: number | undefined;
}

/** What a login returns. Select these fields in your own login mutations. */
export interface AuthToken {
  accessToken: string;
  /** Null in cookie mode. */
  refreshToken: string | null;
  /** Seconds until the access token expires. */
  expiresIn: number;
  /** Seconds until the refresh token expires. If present, `lastEnd` can distinguish an expired session from a revoked one. */
  refreshExpiresIn?: number;
  user: User;
}

const longestLead = 60_000;

/** Tabs renew the token in the last tenth of its life, at most a minute before it expires, each at a different moment. */
export function makeSession({
  accessToken,
  refreshToken,
  expiresIn,
  refreshExpiresIn,
  user,
}: AuthToken): Session {
  const { sid: id, iat: issuedAt } = claimsOf(accessToken);
  const endsAt = Date.now() + expiresIn * 1000;
  const lead = Math.min(expiresIn * 100, longestLead);
  const refreshAt = endsAt - lead * (0.5 + Math.random() / 2);
  const expiresAt = refreshExpiresIn && Date.now() + refreshExpiresIn * 1000;
  return { id, issuedAt, user, accessToken, refreshToken, endsAt, refreshAt, expiresAt };
}

/** The session with the access token of `other`. */
function withAccess(session: Session, { accessToken, endsAt, refreshAt }: Session): Session {
  return { ...session, accessToken, endsAt, refreshAt };
}

/** Adopts a refresh, but keeps an access token whose claims contain a later confirmation. */
export function refreshed(session: Session, next: Session): Session {
  return confirmedAt(next) < confirmedAt(session) ? withAccess(next, session) : next;
}

/** Adopts the access token of a confirmation. The refresh token stays, since another tab may have refreshed meanwhile. */
export function confirmed(session: Session, next: Session): Session {
  return confirmedAt(next) < confirmedAt(session) ? session : withAccess(session, next);
}

function confirmedAt({ accessToken }: Session): number {
  return claimsOf(accessToken).auth_time ?? 0;
}

/** Whether a value from storage or from another tab is a session. */
export function isSession(value: unknown): value is Session {
  const found = value as Session | null | undefined;
  return typeof found?.id === 'string' && typeof found.accessToken === 'string' && !!found.user;
}

/** What the storage keeps: the session, or why there is none. */
export interface Kept {
  session?: Session | undefined;
  end?: SessionEnd | null;
}

/** Ignores values that this package did not write. */
export function readKept(text: string | null | undefined): Kept {
  try {
    const found = JSON.parse(text ?? '');
    if (isSession(found)) return { session: found };
    return typeof found.end.at === 'number' ? { end: found.end } : {};
  } catch {
    return {};
  }
}
