export interface User {
  id: string;
  username: string;
  email: string | null;
  isActive: boolean;
}

/** `ended`: the service has ended it, because it was too old, revoked, or its refresh token was used by somebody else. */
export type ChangeReason = 'login' | 'logout' | 'restored' | 'ended';

/** What login and refresh hand out, and what storage and other tabs get. Times are milliseconds of this device's clock. */
export interface Session {
  /** The server's: all tabs of a browser have the same one, and refreshing keeps it. */
  id: string;
  /** When the access token was made, in seconds of the server's clock: what is newer counts. */
  issuedAt: number;
  user: User;
  accessToken: string;
  /** Null in cookie mode. */
  refreshToken: string | null;
  endsAt: number;
  /** From then on it is refreshed before it is used. */
  refreshAt: number;
}

/** What opens a session: select these fields of the mutation that logs in. */
export interface AuthToken {
  accessToken: string;
  /** Null in cookie mode. */
  refreshToken: string | null;
  /** Seconds until the access token expires. */
  expiresIn: number;
  user: User;
}

const longestLead = 60_000;

/**
 * The token is renewed a tenth of its life before its end, a minute at most, and not by all tabs at the same moment.
 */
export function makeSession({ accessToken, refreshToken, expiresIn, user }: AuthToken): Session {
  const { sid: id, iat: issuedAt } = claimsOf(accessToken);
  const endsAt = Date.now() + expiresIn * 1000;
  const lead = Math.min(expiresIn * 100, longestLead);
  const refreshAt = endsAt - lead * (0.5 + Math.random() / 2);
  return { id, issuedAt, user, accessToken, refreshToken, endsAt, refreshAt };
}

/** What an access token says of its session; the rest of it is the service's business. */
export function claimsOf(accessToken: string): { sid: string; iat: number } {
  return JSON.parse(decodeBase64Url(accessToken.split('.')[1] ?? ''));
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** React Native has no `atob` before 0.74. @returns one character for each byte. */
function decodeBase64Url(text: string): string {
  let decoded = '';
  let held = 0;
  let bits = 0;
  for (const digit of text) {
    held = (held << 6) | digits.indexOf(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded += String.fromCharCode((held >> bits) & 255);
  }
  return decoded;
}

/** Whether it is a session, wherever it comes from. */
export function isSession(value: unknown): value is Session {
  const found = value as Session | null | undefined;
  return typeof found?.id === 'string' && typeof found.accessToken === 'string' && !!found.user;
}

/** @returns nothing for what is no session of ours. */
export function readSession(text: string | null | undefined): Session | undefined {
  try {
    const found: unknown = JSON.parse(text ?? '');
    return isSession(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
