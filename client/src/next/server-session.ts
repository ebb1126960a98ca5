import { AuthError } from '../core/auth-error.ts';
import type { User } from '../core/session.ts';
import { Refused } from './answers.ts';
import type { CookieSource, KeptTokens } from './cookies.ts';
import type { Settings } from './options.ts';
import { hasExpired } from './tokens.ts';
import { type Reply, send } from './upstream.ts';

/** Who is logged in, as far as the code that renders a page can know. */
export type ServerSession =
  | { status: 'authenticated'; user: User; accessToken: string }
  | { status: 'anonymous' }
  /** The access token has expired. Rendering cannot set cookies, so only `refreshSession` may renew it, beforehand. */
  | { status: 'expired' }
  | { status: 'unreachable'; requestId: string | null };

export async function readSession(settings: Settings, source: CookieSource): Promise<ServerSession> {
  const kept = settings.cookies.read(source);
  if (!kept.access) return { status: kept.refresh ? 'expired' : 'anonymous' };
  if (hasExpired(kept.access)) return { status: 'expired' };
  const { text: accessToken } = kept.access;
  const query = `{ me { id username email isActive ${settings.userFields} } }`;
  try {
    const reply = await send(settings, { query }, new Headers({ authorization: `Bearer ${accessToken}` }));
    const user = reply.body.data?.me as User | null | undefined;
    if (user) return { status: 'authenticated', user, accessToken };
    if (reasonOf(reply) === 'TOKEN_EXPIRED') return { status: 'expired' };
    if (reasonOf(reply) !== undefined) return { status: 'anonymous' };
    return { status: 'unreachable', requestId: reply.requestId };
  } catch (error) {
    if (error instanceof Refused) return { status: 'unreachable', requestId: null };
    throw error;
  }
}

/** @returns why the service rejected the token, or undefined if it did not. */
function reasonOf({ body }: Reply): string | undefined {
  const refused = body.errors?.find((error) => error?.extensions?.code === 'UNAUTHENTICATED');
  return refused && String(refused.extensions?.reason);
}

export function userOf(session: ServerSession): User | null {
  if (session.status === 'authenticated') return session.user;
  if (session.status === 'anonymous') return null;
  if (session.status === 'expired') throw expired();
  throw new AuthError(
    'The auth service does not answer, so the user is not known.',
    { code: 'TEMPORARILY_UNAVAILABLE' },
    session.requestId,
  );
}

export function accessTokenOf({ access, refresh }: KeptTokens): string | null {
  if (access && !hasExpired(access)) return access.text;
  if (access || refresh) throw expired();
  return null;
}

function expired(): AuthError {
  return new AuthError(
    'The access token in the cookie has expired. Only refreshSession may renew it: call it before rendering, in Next.js in proxy.ts, for this path too.',
    { code: 'SESSION_EXPIRED' },
  );
}
