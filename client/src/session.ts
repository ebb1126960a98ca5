export interface User {
  id: string;
  username: string;
  email: string | null;
  isActive: boolean;
}

/** `ended`: the session expired, was revoked, or its refresh token was reused. */
export type ChangeReason = 'login' | 'logout' | 'restored' | 'ended';

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
}

/** What a login returns. Select these fields in your own login mutations. */
export interface AuthToken {
  accessToken: string;
  /** Null in cookie mode. */
  refreshToken: string | null;
  /** Seconds until the access token expires. */
  expiresIn: number;
  user: User;
}

/** The proof that a login still needs. */
export interface LoginChallenge {
  /** Only continues this login; it grants no access. */
  challenge: string;
  /**
   * Such as `EMAIL_VERIFICATION`. Future services may send other values; treat unknown ones as "not possible in this app".
   */
  asks: string;
  /** Such as `EMAIL_CODE`. */
  methods: readonly string[];
  /** Seconds until the login has to begin again. */
  expiresIn: number;
}

/** Either the user who is now logged in, or what the login asks for next. */
export type LoginStep = { user: User; next: null } | { user: null; next: LoginChallenge };

const longestLead = 60_000;

/** Tabs renew the token in the last tenth of its life, at most a minute before it expires, each at a different moment. */
export function makeSession({ accessToken, refreshToken, expiresIn, user }: AuthToken): Session {
  const { sid: id, iat: issuedAt } = claimsOf(accessToken);
  const endsAt = Date.now() + expiresIn * 1000;
  const lead = Math.min(expiresIn * 100, longestLead);
  const refreshAt = endsAt - lead * (0.5 + Math.random() / 2);
  return { id, issuedAt, user, accessToken, refreshToken, endsAt, refreshAt };
}

/** Reads the session's claims from an access token. The client needs no others. */
export function claimsOf(accessToken: string): { sid: string; iat: number } {
  return JSON.parse(decodeBase64Url(accessToken.split('.')[1] ?? ''));
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** For React Native before 0.74, which has no `atob`. @returns one character per byte. */
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

/** @returns undefined if the text is not a session stored by this package. */
export function readSession(text: string | null | undefined): Session | undefined {
  try {
    const found: unknown = JSON.parse(text ?? '');
    return isSession(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
