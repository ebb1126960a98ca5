export interface User {
  id: string;
  username: string;
  email: string | null;
  isActive: boolean;
}

/** `ended`: the session expired, was revoked, or its refresh token was reused. */
export type ChangeReason = 'login' | 'logout' | 'restored' | 'ended';

/** The session in memory, in storage and in messages to other tabs. Times are in milliseconds of this device's clock. */
export interface Session {
  /** The server's id for the session. All tabs of a browser share this id, and it survives a refresh. */
  id: string;
  /** When the access token was issued, in seconds of the server's clock. Tabs keep the newest token. */
  issuedAt: number;
  user: User;
  accessToken: string;
  /** Null in cookie mode. */
  refreshToken: string | null;
  endsAt: number;
  /** From this time on, the client refreshes the session before using it. */
  refreshAt: number;
}

/** The result of a login. Select these fields in a mutation that logs in. */
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
 * Tabs renew the token in the last tenth of its life, at most a minute before it expires, and each tab at its own moment.
 */
export function makeSession({ accessToken, refreshToken, expiresIn, user }: AuthToken): Session {
  const { sid: id, iat: issuedAt } = claimsOf(accessToken);
  const endsAt = Date.now() + expiresIn * 1000;
  const lead = Math.min(expiresIn * 100, longestLead);
  const refreshAt = endsAt - lead * (0.5 + Math.random() / 2);
  return { id, issuedAt, user, accessToken, refreshToken, endsAt, refreshAt };
}

/** Reads the session's claims from an access token. The client ignores all other claims. */
export function claimsOf(accessToken: string): { sid: string; iat: number } {
  return JSON.parse(decodeBase64Url(accessToken.split('.')[1] ?? ''));
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** React Native before 0.74 has no `atob`. @returns one character per byte. */
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

/** Whether a value from storage or from another tab is a session. */
export function isSession(value: unknown): value is Session {
  const found = value as Session | null | undefined;
  return typeof found?.id === 'string' && typeof found.accessToken === 'string' && !!found.user;
}

/** @returns undefined if the text is not a session of this package. */
export function readSession(text: string | null | undefined): Session | undefined {
  try {
    const found: unknown = JSON.parse(text ?? '');
    return isSession(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
