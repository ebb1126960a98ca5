import type { OpenedSession } from '../protocol.ts';
import type { StorageState, StorageStateOptions } from './types.ts';

/** The client renews a token this long before it expires, at most. */
const longestLeadMs = 60_000;

interface Given {
  session: OpenedSession;
  options: StorageStateOptions;
  /** The URL of the service. */
  url: string;
}

/** @throws Error if the mode is not that of the service. */
export function storageStateOf({ session, options, url }: Given): StorageState {
  const mode = options.mode ?? (session.cookie === null ? 'storage' : 'cookie');
  if (mode === 'cookie') {
    if (session.cookie === null)
      throw new Error('The mode cookie needs a service with the setting REFRESH_TOKEN_COOKIE=true.');
    return { cookies: [readCookie(session.cookie, options.url ?? url)], origins: [] };
  }
  if (session.cookie !== null)
    throw new Error('The mode storage needs a service with the setting REFRESH_TOKEN_COOKIE=false.');
  if (options.origin === undefined)
    throw new Error('storageState needs the origin of the app, such as http://localhost:5173.');
  const value = JSON.stringify(storedSession(session));
  return {
    cookies: [],
    origins: [
      {
        origin: new URL(options.origin).origin,
        localStorage: [{ name: options.key ?? 'auth-session', value }],
      },
    ],
  };
}

/** A session as graphql-auth-service-client stores it. */
function storedSession({ accessToken, refreshToken, expiresIn, refreshExpiresIn, user }: OpenedSession) {
  const { sid: id, iat: issuedAt } = JSON.parse(
    Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString(),
  );
  const endsAt = Date.now() + expiresIn * 1000;
  const refreshAt = endsAt - Math.min(expiresIn * 100, longestLeadMs);
  const expiresAt = Date.now() + refreshExpiresIn * 1000;
  return { id, issuedAt, user, accessToken, refreshToken, endsAt, refreshAt, expiresAt };
}

type Cookie = StorageState['cookies'][number];

/** Reads the service's own Set-Cookie header. */
function readCookie(text: string, url: string): Cookie {
  const [pair = '', ...attributes] = text.split(/;\s*/);
  const values = new Map(
    attributes.map((each) => {
      const [name = '', value = ''] = each.split('=');
      return [name.toLowerCase(), value] as const;
    }),
  );
  const at = pair.indexOf('=');
  const sameSite = values.get('samesite')?.toLowerCase();
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    domain: new URL(url).hostname,
    path: values.get('path') ?? '/',
    expires: Math.floor(Date.now() / 1000) + Number(values.get('max-age')),
    httpOnly: values.has('httponly'),
    secure: values.has('secure'),
    sameSite: sameSite === 'none' ? 'None' : sameSite === 'lax' ? 'Lax' : 'Strict',
  };
}
