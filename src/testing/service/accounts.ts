import { requireAccount } from '../../accounts/find-account.ts';
import { type App, Context, systemContext } from '../../feature/context.ts';
import { insertAccount } from '../../password/insert-account.ts';
import { checkNewAccount } from '../../password/sign-up.ts';
import { PasswordHasher } from '../../platform/hashing/password-hasher.ts';
import { openSession as open } from '../../sessions/open-session.ts';
import { endSessions, endSessionsOfUsers } from '../../sessions/revoke-sessions.ts';
import { setActive as setAccountActive } from '../../sessions/set-active.ts';
import type { AccountInput, Commands, OpenedSession } from '../protocol.ts';

/** bcrypt's lowest cost. The first login with the password upgrades the hash. */
const hasher = new PasswordHasher(4, { maxWaiting: Number.MAX_SAFE_INTEGER });

const contextOf = (app: App) => systemContext(app, 'job:testing');

/** Applies the rules of a signup, but no rate limit. */
export async function addUser(app: App, input: AccountInput): Promise<Commands['addUser']['result']> {
  const ctx = contextOf(app);
  const { password, ...account } = await checkNewAccount(ctx, input);
  const hash = await hasher.hash(password);
  const { id, username, email } = await insertAccount(ctx, {
    ...account,
    hash,
    locale: null,
    isVerified: input.emailVerified,
  });
  return { id: String(id), username, email };
}

/** Opens a session as a login with the right password does. */
export async function openSession(
  app: App,
  { userId, userAgent }: Commands['openSession']['input'],
): Promise<OpenedSession> {
  const request = {
    ...contextOf(app).request,
    ip: '127.0.0.1',
    headers: userAgent === null ? {} : { 'user-agent': userAgent },
  };
  const ctx = new Context(app, request);
  const account = await accountOf(app, userId);
  const { accessToken, refreshToken, expiresIn, refreshExpiresIn, user } = await open(ctx, {
    account,
    methods: ['pwd'],
  });
  const cookie = ctx.request.cookieToSet ?? null;
  const { sid } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  return {
    sessionId: sid,
    accessToken,
    refreshToken: refreshToken ?? /^[^=]+=([^;]+)/.exec(cookie ?? '')?.[1] ?? '',
    expiresIn,
    refreshExpiresIn,
    user: { id: userId, username: user.username, email: user.email, isActive: user.isActive },
    cookie,
  };
}

/** @returns the number of ended sessions. */
export async function endSession(app: App, ended: Commands['endSession']['input']): Promise<number> {
  const ctx = contextOf(app);
  if ('sessionId' in ended) return endSessions(ctx, [ended.sessionId], 'administrator');
  const { id } = await accountOf(app, ended.userId);
  return endSessionsOfUsers(ctx, [id], [], 'administrator');
}

export async function setActive(app: App, { userId, isActive }: Commands['setActive']['input']) {
  await setAccountActive(contextOf(app), await accountOf(app, userId), isActive);
  return null;
}

const accountOf = (app: App, id: string) => requireAccount(contextOf(app), `id:${id}`);
