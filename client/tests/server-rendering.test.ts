import { age } from '../../tests/support/time.ts';
import { World } from '../../tests/support/world.ts';
import { changePassword, createAuthCore, startLogin } from '../src/core.ts';
import { AuthError, type AuthHandler, createAuthHandler } from '../src/next.ts';
import { PageOfApp } from './page-of-app.ts';

const tokens = 'accessToken refreshToken expiresIn user { id username email isActive }';
const login = `mutation ($input: LoginInput!) { login(input: $input) { ${tokens} } }`;
const refresh = `mutation ($input: RefreshInput) { refresh(input: $input) { ${tokens} } }`;
const logout = 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }';

const access = '__Host-auth-access';
const kept = '__Host-auth-refresh';

describe.each([
  ['in the response', 'false'],
  ['in a cookie', 'true'],
])('of a service that sends the refresh token %s', (_name, mode) => {
  let world: World;
  let handler: AuthHandler;
  let page: PageOfApp;
  let person: Awaited<ReturnType<World['addPerson']>>;

  beforeAll(async () => {
    world = await World.start({ env: { REFRESH_TOKEN_COOKIE: mode, TRUST_PROXY: '127.0.0.0/8,::1' } });
    handler = createAuthHandler({ uri: world.url, cookie: { secure: true }, clientIp: 1 });
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    page = new PageOfApp(handler);
    person = await world.addPerson();
  });

  const logIn = () => page.post(login, { input: { username: person.username, password: person.password } });

  test('a login keeps both tokens in cookies for this host, and no script sees the refresh token', async () => {
    const { status, data, setCookies, headers } = await logIn();
    expect([status, data.login.refreshToken, data.login.user.username]).toEqual([200, null, person.username]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(setCookies.map((cookie: string) => cookie.replace(/=eyJ[\w.-]+/, '=…'))).toEqual([
      `${access}=…; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure`,
      `${kept}=…; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure`,
    ]);
    expect(data.login.accessToken).toBe(page.cookies.get(access));
    expect(page.seen).not.toContain(page.cookies.get(kept));
  });

  test('server components learn who is logged in', async () => {
    expect(await handler.getUser(page.cookieHeader)).toBeNull();
    await logIn();
    const user = { id: person.id, username: person.username, email: person.email, isActive: true };
    const asNextDoes = { get: (name: string) => ({ name, value: page.cookies.get(name) ?? '' }) };
    for (const cookies of [page.cookieHeader, page.request(), asNextDoes, page.cookies])
      expect(await handler.getUser(cookies)).toEqual(user);
    expect(handler.getAccessToken(page.request())).toBe(page.cookies.get(access));
    const more = createAuthHandler({ uri: world.url, cookie: { secure: true }, userFields: 'emailVerified' });
    expect(await more.getSession(page.request())).toEqual({
      status: 'authenticated',
      user: { ...user, emailVerified: false },
      accessToken: page.cookies.get(access),
    });
  });

  test('the client of the browser runs in cookie mode against the handler', async () => {
    const fetch = async (_uri: unknown, { body, headers }: RequestInit = {}) => {
      const { query, variables } = JSON.parse(String(body));
      const bearer = new Headers(headers).get('authorization')?.slice('Bearer '.length);
      const { text, status } = await page.post(query, {
        ...variables,
        ...(bearer !== undefined && { token: bearer }),
      });
      return new Response(text, { status });
    };
    const open = () =>
      createAuthCore({ uri: '/api/auth', cookie: true, channel: null, fetch: fetch as never });
    expect(await open().restore()).toBeNull();
    const { user } = await startLogin(open(), { username: person.username, password: person.password });
    expect(user?.id).toBe(person.id);
    const reloaded = open();
    expect((await reloaded.restore())?.username).toBe(person.username);
    const before = page.cookies.get(kept);
    await changePassword(reloaded, {
      currentPassword: person.password,
      newPassword: 'a swim across the cold lake',
    });
    expect(page.cookies.get(kept)).not.toBe(before);
    expect(await reloaded.accessToken()).toBe(page.cookies.get(access));
    expect((await handler.getUser(page.request()))?.id).toBe(person.id);
    await reloaded.logout();
    expect([page.cookies.size, await handler.getUser(page.request())]).toEqual([0, null]);
    expect(page.seen).not.toContain('rt+jwt');
    for (const text of page.seen.match(/eyJ[\w-]+/g) ?? [])
      expect(Buffer.from(text, 'base64url').toString()).not.toContain('rt+jwt');
  });

  test('an expired token is renewed before rendering, once for all requests of a process', async () => {
    await logIn();
    page.expire();
    await expect(handler.getUser(page.request())).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    expect(() => handler.getAccessToken(page.request())).toThrow(AuthError);
    const before = page.cookies.get(kept);
    const sessions = await Promise.all(
      Array.from({ length: 20 }, () => handler.refreshSession(page.request('/account', { 'x-app': 'kept' }))),
    );
    expect(new Set(sessions.map(({ status }) => status))).toEqual(new Set(['renewed']));
    expect(new Set(sessions.map(({ headers }) => headers.get('cookie'))).size).toBe(1);
    const [session] = sessions;
    expect(session?.headers.get('x-app')).toBe('kept');
    expect((await handler.getUser(session?.headers.get('cookie')))?.id).toBe(person.id);
    await page.take(
      (session as NonNullable<typeof session>).apply(Response.redirect('https://app.example.com/')),
    );
    expect(page.cookies.get(kept)).not.toBe(before);
    expect((await handler.refreshSession(page.request())).status).toBe('active');
    const [row] = await world.sql<{ generation: number }>(
      'select generation from sessions where user_id = $1',
      [person.id],
    );
    expect(row?.generation).toBe(1);
  });

  test('a session that ended elsewhere leads to the login', async () => {
    await logIn();
    await world.sql('update sessions set revoked_at = now() where user_id = $1', [person.id]);
    expect(await handler.getUser(page.request())).toBeNull();
    page.expire();
    const session = await handler.refreshSession(page.request());
    expect([session.status, session.headers.has('cookie')]).toEqual(['ended', false]);
    expect(session.requestId).toMatch(/^[\da-f-]{36}$/);
    const response = await page.take(session.apply(new Response('')));
    expect([page.cookies.size, response.headers.get('cache-control')]).toEqual([0, 'private, no-store']);
    expect((await handler.refreshSession(page.request())).status).toBe('none');
  });

  test('a replayed refresh cookie ends the session for thief and owner', async () => {
    await logIn();
    const thief = new PageOfApp(handler);
    for (const [name, value] of page.cookies) thief.cookies.set(name, value);
    await page.post(refresh);
    await age(world, page.cookies.get(access) ?? '', '11 seconds');
    const { errors, setCookies } = await thief.post(refresh);
    expect(errors[0].extensions.code).toBe('INVALID_REFRESH_TOKEN');
    expect([setCookies.length, thief.cookies.size]).toEqual([2, 0]);
    expect((await page.post(refresh)).errors[0].extensions.code).toBe('INVALID_REFRESH_TOKEN');
  });

  test('a logout of the other sessions keeps this one', async () => {
    await logIn();
    await world.openSession(person);
    const { data } = await page.post(logout, { input: { scope: 'OTHERS' } });
    expect([data.logout.revokedSessions, page.cookies.size]).toEqual([1, 2]);
    await page.post(logout, { input: { scope: 'CURRENT' } });
    expect(page.cookies.size).toBe(0);
  });

  test('the service sees the IP address that the nearest proxy has seen, and the user agent', async () => {
    await page.post(login, {
      input: { username: person.username, password: person.password },
      headers: { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' },
    });
    const [row] = await world.sql('select ip_address, user_agent from sessions where user_id = $1', [
      person.id,
    ]);
    expect(row).toEqual({ ip_address: '203.0.113.7', user_agent: expect.stringContaining('Firefox/140.0') });
  });

  test('no alias and no error message shows a refresh token to a script', async () => {
    await logIn();
    const secret = page.cookies.get(kept) ?? '';
    const documents = [
      'mutation ($input: RefreshInput) { refresh(input: $input) { stolen: refreshToken accessToken } }',
      'mutation ($input: RefreshInput) { r: refresh(input: $input) { ...T } } fragment T on AuthToken { x: refreshToken }',
      'mutation ($input: LogoutInput) { logout(input: $input) { nothing } }',
      'mutation ($input: Int!) { logout(input: $input) { revokedSessions } }',
    ];
    for (const query of documents) await page.post(query);
    expect(page.cookies.get(kept)).not.toBe(secret);
    for (const token of [secret, page.cookies.get(kept) ?? '']) expect(page.seen).not.toContain(token);
    expect((await page.post(refresh)).data.refresh.user.id).toBe(person.id);
  });
});
