import { type Answer, type AskOptions, codes, type Person } from '../support/client.ts';
import { connect } from '../support/databases.ts';
import { backUp } from '../support/lost-rotations.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const app = 'https://app.example.com';
const env = { REFRESH_TOKEN_COOKIE: 'true', CORS_ORIGINS: app, DEBUG: 'false' };
const world = await World.start({ env });
const development = await World.start({
  database: world.database,
  env: { ...env, NODE_ENV: 'development', JWT_PRIVATE_KEY: '', REFRESH_TOKEN_COOKIE_SAME_SITE: 'lax' },
});
const without = await World.start({ database: world.database });
afterAll(async () => {
  await without.stop();
  await development.stop();
  await world.stop();
});

const fields = 'accessToken refreshToken user { username }';
const refreshQuery = `mutation { refresh { ${fields} } }`;
const person: Person = await world.addPerson();

function withCookie(cookie: string, origin?: string): AskOptions {
  return { headers: { cookie, ...(origin !== undefined && { origin }) } };
}

async function logIn(where = world): Promise<{ cookie: string; attributes: string[]; accessToken: string }> {
  const { data, headers } = await where.logIn(person);
  expect(data.login.refreshToken).toBeNull();
  const [cookie = '', ...attributes] = headers.get('set-cookie')?.split('; ') ?? [];
  return { cookie, attributes, accessToken: data.login.accessToken };
}

test('returns the refresh token as a cookie that scripts, other sites and other hosts cannot read', async () => {
  const { cookie, attributes } = await logIn();
  expect(cookie).toMatch(/^__Host-refresh_token=eyJ/);
  expect(attributes.toSorted()).toEqual([
    'HttpOnly',
    'Max-Age=2592000',
    'Path=/',
    'SameSite=Strict',
    'Secure',
  ]);
  // Without TLS, as in development, the cookie has no prefix, and only its path restricts it.
  const plain = await logIn(development);
  expect(plain.cookie).toMatch(/^refresh_token=eyJ/);
  expect(plain.attributes.toSorted()).toEqual([
    'HttpOnly',
    'Max-Age=2592000',
    'Path=/graphql',
    'SameSite=Lax',
  ]);
});

test('refreshes by the cookie, with a new cookie each time, and logs out by it', async () => {
  const first = await logIn();
  const answer = await world.ask(refreshQuery, {}, withCookie(first.cookie, app));
  expect(answer.data.refresh).toMatchObject({ refreshToken: null, user: { username: person.username } });
  const [second = ''] = answer.headers.get('set-cookie')?.split('; ') ?? [];
  expect(second).not.toBe(first.cookie);
  // A racing tab, or a retry after a lost response, gets the same successor.
  const again = await world.ask(refreshQuery, {}, withCookie(first.cookie, app));
  expect(again.headers.get('set-cookie')).toContain(second);

  const logout = await world.ask('mutation { logout { revokedSessions } }', {}, withCookie(second, app));
  expect(logout.data.logout.revokedSessions).toBe(1);
  expect(logout.headers.get('set-cookie')).toMatch(/^__Host-refresh_token=; Max-Age=0; Path=\//);
  const refused = await world.ask(refreshQuery, {}, withCookie(second, app));
  expect(codes(refused)).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(refused.headers.get('set-cookie')).toContain('Max-Age=0');
});

test('accepts a cookie whose token is ahead of the row', async () => {
  const first = await logIn();
  const forget = await backUp(world);
  const cookieOf = ({ headers }: Answer) => headers.get('set-cookie')?.split('; ')[0] ?? '';
  const refresh = (cookie: string) => world.ask(refreshQuery, {}, withCookie(cookie, app));
  const second = cookieOf(await refresh(first.cookie));
  const third = cookieOf(await refresh(second));
  await forget();
  const [one, other] = [await refresh(third), await refresh(third)];
  expect([codes(one), codes(other)]).toEqual([[], []]);
  expect(cookieOf(other)).toBe(cookieOf(one));
  expect(codes(await refresh(cookieOf(one)))).toEqual([]);
  // Two generations back counts as reuse, which clears the cookie.
  const replayed = await refresh(second);
  expect(codes(replayed)).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(replayed.headers.get('set-cookie')).toMatch(/^__Host-refresh_token=; Max-Age=0/);
});

test('accepts a token in the input too, and then keeps the cookie of another session', async () => {
  const { cookie } = await logIn();
  const variables = { input: { refreshToken: 'nonsense' } };
  const query = `mutation ($input: RefreshInput!) { refresh(input: $input) { ${fields} } }`;
  const refused = await world.ask(query, variables, withCookie(cookie, app));
  expect([codes(refused), refused.headers.get('set-cookie')]).toEqual([['INVALID_REFRESH_TOKEN'], null]);
  const [, token] = cookie.split('=');
  const { data } = await world.ask(query, { input: { refreshToken: token } });
  expect(data.refresh.user.username).toBe(person.username);
});

test('keeps the cookie after an error that is not about the session', async () => {
  const { cookie } = await logIn();
  const broken = await world.ask('mutation { refresh { nothing } }', {}, withCookie(cookie, app));
  expect(broken.headers.get('set-cookie')).toBeNull();
  const others = await world.ask(
    'mutation { logout(input: { scope: OTHERS }) { message } }',
    {},
    withCookie(cookie, app),
  );
  expect([codes(others), others.headers.get('set-cookie')]).toEqual([[], null]);
  expect((await world.ask(refreshQuery, {}, withCookie(cookie, app))).data.refresh).not.toBeNull();
});

test.each([
  'https://evil.example',
  'null',
  'https://app.example.com.evil.example',
  'http://app.example.com',
  'x',
])('ignores the cookie from a page of %s', async (origin) => {
  const { cookie } = await logIn();
  expect(codes(await world.ask(refreshQuery, {}, withCookie(cookie, origin)))).toEqual([
    'INVALID_REFRESH_TOKEN',
  ]);
  const logout = await world.ask('mutation { logout { revokedSessions } }', {}, withCookie(cookie, origin));
  expect(logout.data.logout.revokedSessions).toBe(0);
  expect((await world.ask(refreshQuery, {}, withCookie(cookie))).data.refresh).not.toBeNull();
});

test('accepts the cookie from a page of its own host', async () => {
  const { cookie } = await logIn();
  const { origin } = new URL(world.url);
  expect((await world.ask(refreshQuery, {}, withCookie(cookie, origin))).data.refresh).not.toBeNull();
});

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
])('rejects a form of another site: %s', async (type) => {
  const { cookie } = await logIn();
  const response = await fetch(world.url, {
    method: 'POST',
    headers: { 'content-type': type, cookie },
    body: JSON.stringify({ query: refreshQuery }),
  });
  expect([response.status, response.headers.get('set-cookie')]).toEqual([415, null]);
});

test('lets only pages of CORS_ORIGINS send cookies', async () => {
  const preflight = (origin: string) =>
    fetch(world.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
  const { headers } = await preflight(app);
  expect(headers.get('access-control-allow-credentials')).toBe('true');
  expect(headers.get('access-control-allow-origin')).toBe(app);
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
});

test('is off by default: the input is required, and cookies are ignored', async () => {
  const { data, headers } = await without.logIn(person);
  expect(headers.get('set-cookie')).toBeNull();
  const cookie = `__Host-refresh_token=${data.login.refreshToken}`;
  const { errors } = await without.ask(refreshQuery, {}, withCookie(cookie));
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: ['input'], reason: 'REQUIRED' }],
  });
  expect(
    (await without.ask('mutation { logout { revokedSessions } }', {}, withCookie(cookie))).data.logout
      .revokedSessions,
  ).toBe(0);
});

test('keeps the cookie if the logout fails, so that the client can retry', async () => {
  const { cookie } = await logIn();
  const [, token = ''] = cookie.split('=');
  const { sid } = decodeJwt(token);
  const client = await connect(world.database);
  await client.query('begin');
  await client.query('select from sessions where id = $1 for update', [sid]);
  const query = 'mutation { logout { revokedSessions } }';
  const answer = await world.ask(query, {}, withCookie(cookie, app));
  expect([codes(answer), answer.headers.get('set-cookie')]).toEqual([['TEMPORARILY_UNAVAILABLE'], null]);
  await client.query('rollback');
  await client.end();
  expect((await world.ask(query, {}, withCookie(cookie, app))).data.logout.revokedSessions).toBe(1);
});

test('ends both the session of the cookie and that of the input', async () => {
  const [one, two] = [await logIn(), await logIn()];
  const query = 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }';
  const variables = { input: { refreshToken: one.cookie.split('=')[1] } };
  const { data, headers } = await world.ask(query, variables, withCookie(two.cookie, app));
  expect(data.logout.revokedSessions).toBe(2);
  expect(headers.get('set-cookie')).toContain('Max-Age=0');
});

test('recognizes its own host behind a trusted proxy', async () => {
  const proxied = await World.start({ database: world.database, env: { ...env, TRUST_PROXY: '1' } });
  const { cookie } = await logIn(proxied);
  const ask = (host: string) =>
    proxied.ask(
      refreshQuery,
      {},
      {
        headers: { cookie, origin: 'https://shop.example.com', 'x-forwarded-host': host },
      },
    );
  expect(codes(await ask('other.example.com'))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect((await ask('shop.example.com')).data.refresh).not.toBeNull();
  await proxied.stop();
});

test('records no event for visitors who are not logged in', async () => {
  const before = world.log.length;
  expect(codes(await world.ask(refreshQuery, {}, { headers: { origin: app } }))).toEqual([
    'INVALID_REFRESH_TOKEN',
  ]);
  expect(world.log.slice(before).filter((line) => line.includes('refresh.refused'))).toEqual([]);
});
