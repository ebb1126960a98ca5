import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { within } from '../../tests/support/patience.ts';
import { type ScriptedAnswer, ScriptedServer } from '../../tests/support/scripted-server.ts';
import { type AuthHandler, type AuthHandlerOptions, createAuthHandler } from '../src/next.ts';
import { bundle } from './bundle.ts';
import { PageOfApp } from './page-of-app.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await ScriptedServer.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.stop();
});

const now = Math.floor(Date.now() / 1000);
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function token(
  typ: 'at+jwt' | 'rt+jwt',
  name: string,
  { sid = 'one', iat = now, exp = now + 3600 } = {},
): string {
  return [part({ alg: 'HS256', typ }), part({ sid, iat, exp }), name].join('.');
}

function session(name: string, times = {}) {
  const user = { id: '1', username: 'alice', email: null, isActive: true };
  return {
    accessToken: token('at+jwt', `a${name}`, times),
    refreshToken: token('rt+jwt', `r${name}`, times),
    expiresIn: 3600,
    user,
  };
}

const tokens = 'accessToken refreshToken expiresIn user { id username email isActive }';
const login = `mutation ($input: LoginInput!) { login(input: $input) { ${tokens} } }`;
const refresh = `mutation ($input: RefreshInput) { refresh(input: $input) { ${tokens} } }`;
const logout = 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }';
const json = (data: object, more: Partial<ScriptedAnswer> = {}): ScriptedAnswer => ({
  body: { data },
  ...more,
});
const failed = (code: string): ScriptedAnswer => ({
  body: { errors: [{ message: code, extensions: { code } }] },
});

function open(options: Partial<AuthHandlerOptions> = {}, origin?: string) {
  const handler = createAuthHandler({ uri: server.url, cookie: { secure: true }, ...options });
  return { handler, page: new PageOfApp(handler, origin) };
}

/** A page whose user is logged in, with tokens of these times. */
async function openLoggedIn(times = {}) {
  const opened = open();
  server.answer = () => json({ login: session('1', times) });
  await opened.page.post(login, { input: {} });
  expect(opened.page.cookies.size).toBe(2);
  server.seen.length = 0;
  return opened;
}

const codeOf = ({ errors }: { errors?: { extensions: { code: string } }[] }) => errors?.[0]?.extensions.code;

describe('a request from elsewhere never reaches the service', () => {
  test.each([
    [
      'a form on another site',
      { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
      403,
    ],
    [
      'a script on another site that sends text',
      { origin: 'https://evil.example', 'content-type': 'text/plain' },
      403,
    ],
    ['a script on another site that sends JSON', { origin: 'https://evil.example' }, 403],
    ['a subdomain', { origin: 'https://evil.app.example.com' }, 403],
    ['the parent domain', { origin: 'https://example.com' }, 403],
    ['another port', { origin: 'https://app.example.com:8443' }, 403],
    ['a host that begins the same', { origin: 'https://app.example.com.evil.example' }, 403],
    ['a page without TLS', { origin: 'http://app.example.com' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['an app or an extension', { origin: 'chrome-extension://app.example.com' }, 403],
    ['a client that names no origin', { origin: null }, 403],
    ['text from an own page', { 'content-type': 'text/plain' }, 415],
    ['text that says it is also JSON', { 'content-type': 'text/plain; application/json' }, 415],
    ['JSON without its type', { 'content-type': null }, 415],
    ['JSON in UTF-16', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['a compressed body', { 'content-encoding': 'gzip' }, 415],
  ])('%s', async (_name, headers, status) => {
    const { page } = await openLoggedIn();
    const response = await page.post(logout, { headers });
    expect([response.status, response.setCookies, server.seen]).toEqual([status, [], []]);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(page.cookies.size).toBe(2);
  });

  test.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('the method %s', async (method) => {
    const { page } = await openLoggedIn();
    const response = await page.post(logout, { method });
    expect([response.status, response.headers.get('allow'), server.seen]).toEqual([405, 'POST', []]);
  });

  test.each([
    ['no JSON', '{', 400, 'BAD_REQUEST'],
    ['a batch', JSON.stringify([{ query: logout }]), 400, 'BAD_REQUEST'],
    ['no document', '{"variables":{}}', 400, 'BAD_REQUEST'],
    ['variables that are a list', JSON.stringify({ query: logout, variables: [] }), 400, 'BAD_REQUEST'],
    ['more than 16 KB', JSON.stringify({ query: ' '.repeat(16 * 1024) }), 413, 'PAYLOAD_TOO_LARGE'],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, 'BAD_REQUEST'],
    [
      'a refresh with its own input',
      JSON.stringify({ query: '# { \nmutation { refresh(input: { refreshToken: "x" }) { accessToken } }' }),
      400,
      'BAD_REQUEST',
    ],
  ])('%s', async (_name, body, status, code) => {
    const { page } = await openLoggedIn();
    const response = await page.post('', { body });
    expect([response.status, codeOf(response), server.seen]).toEqual([status, code, []]);
  });

  test('a document of quotes takes little time', async () => {
    const { page } = await openLoggedIn();
    const began = performance.now();
    for (const quotes of [
      '"\\\\'.repeat(5_000),
      `"${'\\"'.repeat(5_000)}`,
      '"'.repeat(7_999),
      '"""\\'.repeat(3_000),
    ])
      await page.post(quotes);
    expect(performance.now() - began).toBeLessThan(within(300));
  });

  test('a body without an end, of any size', async () => {
    const { page } = open();
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(1024));
      },
    });
    expect((await page.post('', { body: endless })).status).toBe(413);
    expect(pulled).toBeLessThan(64);
  });

  test('a body that takes longer than ten seconds', async () => {
    const { page } = open();
    const limits: unknown[] = [];
    const { setTimeout } = globalThis;
    jest.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, milliseconds: number) => {
      limits.push(milliseconds);
      return setTimeout(run, 10);
    }) as never);
    const response = await page.post('', { body: new ReadableStream() });
    expect([response.status, codeOf(response), limits[0]]).toEqual([408, 'REQUEST_TIMEOUT', 10_000]);
  });
});

test('origins names the pages of an app behind a proxy that changes the host', async () => {
  server.answer = () => json({ logout: { revokedSessions: 0 } });
  const headers = { host: 'internal:3000' };
  expect((await open().page.post(logout, { headers })).status).toBe(403);
  const named = open({ origins: ['https://app.example.com'] });
  expect((await named.page.post(logout, { headers })).status).toBe(200);
  const evil = { ...headers, origin: 'https://evil.example' };
  expect((await named.page.post(logout, { headers: evil })).status).toBe(403);
});

describe('cookies', () => {
  test('a planted second value, another spelling or a cookie without the prefix is no session', async () => {
    const { page, handler } = await openLoggedIn();
    const planted = token('rt+jwt', 'evil', { sid: 'evil' });
    const own = page.cookieHeader;
    const tossed = [
      `__Host-auth-refresh=${planted}; ${own}`,
      `${own}; __Host-auth-refresh=${planted}`,
      `auth-refresh=${planted}; auth-access=${token('at+jwt', 'evil')}`,
      `__host-auth-refresh=${planted}`,
      `__Host-auth-refresh=${token('at+jwt', 'x')}`,
      '__Host-auth-refresh=not.a.token',
    ];
    for (const cookie of tossed) {
      const { text } = await page.post(refresh, { headers: { cookie } });
      expect(text).toContain('INVALID_REFRESH_TOKEN');
    }
    expect(server.seen).toEqual([]);
    const { status, headers } = await handler.refreshSession(
      page.request('/', { cookie: `theme=dark; ${tossed[0]}` }),
    );
    expect([status, headers.get('cookie')]).toEqual([
      'active',
      `theme=dark; __Host-auth-access=${page.cookies.get('__Host-auth-access')}`,
    ]);
  });

  test('an access token of another session does not count', async () => {
    const { page, handler } = await openLoggedIn();
    page.cookies.set('__Host-auth-access', token('at+jwt', 'a2', { sid: 'two' }));
    expect(await handler.getSession(page.request())).toEqual({ status: 'expired' });
    server.answer = () =>
      json({ confirmIdentity: { accessToken: token('at+jwt', 'a3', { sid: 'two' }), refreshToken: null } });
    expect((await page.post('mutation { confirmIdentity { accessToken refreshToken } }')).setCookies).toEqual(
      [],
    );
    server.answer = () =>
      json({ confirmIdentity: { accessToken: token('at+jwt', 'a4'), refreshToken: null } });
    await page.post('mutation { confirmIdentity { accessToken refreshToken } }');
    expect(page.cookies.get('__Host-auth-access')).toBe(token('at+jwt', 'a4'));
  });

  test('a token with a line break or an attribute cannot become a header', async () => {
    const { page } = open();
    for (const bad of ['x\r\nset-cookie: a=b', 'x; Domain=example.com', 'x,y']) {
      server.answer = () =>
        json({ login: { ...session('1'), refreshToken: session('1').refreshToken + bad } });
      const { setCookies } = await page.post(login, { input: {} });
      for (const cookie of setCookies)
        expect(cookie).toMatch(
          /^__Host-auth-\w+=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure$/,
        );
    }
  });
});

test.each([
  '\u00a0',
  '\u0085',
  '\u2000',
  '\ufeff',
])('a cookie of another host whose name begins with the space %j is not taken for an own one', (space) => {
  const { handler } = open();
  const planted = (name: string) => `${space}__Host-auth-${name}`;
  const cookies = `a=b; ${planted('access')}=${token('at+jwt', 'evil')}; ${planted('refresh')}=${token('rt+jwt', 'evil')}`;
  expect(handler.getAccessToken(cookies)).toBeNull();
  const own = token('at+jwt', 'own');
  expect(handler.getAccessToken(`${cookies};\t__Host-auth-access=${own} `)).toBe(own);
});

test('only these headers reach the service', async () => {
  const { page } = await openLoggedIn();
  server.answer = () => json({ me: null });
  await page.post('{ me { id } }', {
    token: 'abc',
    headers: {
      'x-forwarded-for': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
      'x-user-id': '1',
      'accept-language': 'de',
    },
  });
  const [{ headers } = { headers: {} }] = server.seen;
  expect(headers).toMatchObject({
    authorization: 'Bearer abc',
    'accept-language': 'de',
    'content-type': 'application/json',
  });
  for (const name of ['x-forwarded-for', 'forwarded', 'x-user-id', 'cookie', 'origin'])
    expect(headers).not.toHaveProperty(name);
});

test.each([
  [0, '203.0.113.7', undefined],
  [1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  [2, '198.51.100.1, 203.0.113.7, 10.0.0.1', '203.0.113.7'],
  [2, '203.0.113.7', undefined],
  [1, 'evil', undefined],
  [1, null, undefined],
])('with %p proxies, "%s" comes from %s', async (clientIp, forwarded, expected) => {
  server.answer = () => json({ me: null });
  await open({ clientIp }).page.post('{ me { id } }', { headers: { 'x-forwarded-for': forwarded } });
  expect(server.seen[0]?.headers['x-forwarded-for']).toBe(expected);
});

describe('a service that fails', () => {
  test.each<[string, ScriptedAnswer]>([
    ['cuts the connection', { cut: true }],
    ['answers with HTML', { status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' }],
    ['answers with nothing', { status: 200, body: '' }],
    ['answers with a list', { body: [] }],
    ['answers with an object of another kind', { body: { ok: true } }],
    ['answers with more than a megabyte', { body: JSON.stringify({ data: { me: ' '.repeat(2 ** 20) } }) }],
  ])('%s: 502, and the cookies stay', async (_name, answer) => {
    const { page } = await openLoggedIn();
    server.answer = () => answer;
    const response = await page.post(logout, { input: { scope: 'CURRENT' } });
    expect([response.status, codeOf(response), response.setCookies]).toEqual([
      502,
      'TEMPORARILY_UNAVAILABLE',
      [],
    ]);
    expect(server.seen.length).toBe(1);
  });

  test('a redirect is not followed, since it would take the tokens elsewhere', async () => {
    const { page } = await openLoggedIn();
    const redirecting = createServer((_request, response) => {
      response.writeHead(307, { location: server.url }).end();
    });
    await once(redirecting.listen(0, '127.0.0.1'), 'listening');
    const { port } = redirecting.address() as AddressInfo;
    const redirected = open({ uri: `http://127.0.0.1:${port}/graphql` });
    for (const [name, value] of page.cookies) redirected.page.cookies.set(name, value);
    const response = await redirected.page.post(logout, { token: 'abc' });
    redirecting.closeAllConnections();
    redirecting.close();
    expect([response.status, response.setCookies, server.seen]).toEqual([502, [], []]);
  });

  test('a service that does not answer within ten seconds: 504, and the cookies stay', async () => {
    const { page } = await openLoggedIn();
    const limits: number[] = [];
    const { timeout } = AbortSignal;
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      limits.push(milliseconds);
      return timeout.call(AbortSignal, 10);
    });
    let release: () => void = () => undefined;
    const after = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.answer = () => json({}, { after });
    const response = await page.post('{ me { id } }');
    release();
    expect([response.status, codeOf(response), limits]).toEqual([504, 'TEMPORARILY_UNAVAILABLE', [10_000]]);
    expect(page.cookies.size).toBe(2);
  });

  test('a lost response of a refresh is asked for again, with the same token', async () => {
    const { page } = await openLoggedIn();
    let times = 0;
    server.answer = () => {
      times += 1;
      return times < 3 ? { cut: true } : json({ refresh: session('2') });
    };
    expect((await page.post(refresh)).data.refresh.refreshToken).toBeNull();
    expect(server.seen.map(({ variables }) => variables.input.refreshToken)).toEqual(
      Array.from({ length: 3 }, () => session('1').refreshToken),
    );
    expect(page.cookies.get('__Host-auth-refresh')).toBe(session('2').refreshToken);
  });

  test('while rendering, an expired token stays, and the page is told so', async () => {
    const { page, handler } = await openLoggedIn();
    page.expire();
    for (const answer of [failed('OVERLOADED'), failed('RATE_LIMITED'), { status: 503, body: 'no' }]) {
      server.answer = () => answer;
      const rendered = await handler.refreshSession(page.request());
      expect([rendered.status, rendered.headers.get('cookie')]).toEqual(['unreachable', page.cookieHeader]);
      await page.take(rendered.apply(new Response('')));
    }
    expect(page.cookies.size).toBe(2);
    server.answer = () => failed('OVERLOADED');
    const fresh = await openLoggedIn();
    server.answer = () => failed('OVERLOADED');
    await expect(fresh.handler.getUser(fresh.page.request())).rejects.toMatchObject({
      code: 'TEMPORARILY_UNAVAILABLE',
    });
  });

  test('a token that is still good is used if it cannot be renewed early', async () => {
    const { page, handler } = await openLoggedIn({ iat: now - 3590, exp: now + 60 });
    server.answer = () => failed('OVERLOADED');
    expect((await handler.refreshSession(page.request())).status).toBe('active');
    expect(server.count('refresh')).toBe(1);
  });

  test('errors pass with their status, request id and waiting time', async () => {
    const { page } = await openLoggedIn();
    server.answer = () => ({ ...failed('RATE_LIMITED'), status: 429 });
    const response = await page.post(refresh);
    expect([response.status, codeOf(response), page.cookies.size]).toEqual([429, 'RATE_LIMITED', 2]);
  });
});

describe('the bundled entry', () => {
  let code: string;
  beforeAll(async () => {
    const [chunk] = await bundle("export { createAuthHandler } from 'client/src/next.ts';");
    expect(chunk?.imports).toEqual([]);
    code = chunk?.code ?? '';
  });

  test('runs where there is nothing but web standards', async () => {
    const { page } = await openLoggedIn();
    page.expire();
    server.answer = () => json({ refresh: session('2') });
    const standards = {
      AbortSignal,
      Headers,
      Request,
      Response,
      TextDecoder,
      URL,
      atob,
      clearTimeout,
      fetch,
      setTimeout,
    };
    const script = code.replace(/export \{[^}]*\};\s*$/, 'createAuthHandler');
    const edge: typeof createAuthHandler = runInNewContext(script, standards);
    expect((await edge({ uri: server.url }).refreshSession(page.request())).status).toBe('renewed');
  });

  test('shares a refresh with other copies of itself in the same process', async () => {
    const { page, handler } = await openLoggedIn();
    page.expire();
    server.answer = () => json({ refresh: session('2') });
    const copy = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    expect(copy.createAuthHandler).not.toBe(createAuthHandler);
    const other: AuthHandler = copy.createAuthHandler({ uri: server.url, cookie: { secure: true } });
    await Promise.all([
      ...Array.from({ length: 10 }, () => handler.refreshSession(page.request())),
      ...Array.from({ length: 10 }, () => other.refreshSession(page.request())),
    ]);
    expect(server.count('refresh')).toBe(1);
  });
});

test.each<[Partial<AuthHandlerOptions>, RegExp]>([
  [{ uri: '/graphql' }, /^uri must be the URL/],
  [{ uri: undefined as never }, /^uri must be the URL/],
  [{ uri: 'https://user:secret@auth.example.com/graphql' }, /^uri must be the URL/],
  [{ cookie: { name: 'a;b' } }, /^cookie.name/],
  [{ origins: ['app.example.com'] }, /^origins contains "app.example.com"/],
  [{ origins: ['https://app.example.com/'] }, /^origins contains/],
  [{ origins: ['*'] }, /^origins contains "\*"/],
  [{ clientIp: 1.5 }, /^clientIp/],
])('%p is refused at the start', (options, message) => {
  expect(() => open(options)).toThrow(message);
});

test('the adapter for plain Node.js in docs/server-side-rendering.md', async () => {
  server.answer = () => json({ login: session('1') });
  const { handler: auth } = open({ cookie: { secure: false } });
  const app = createServer(async (incoming, outgoing) => {
    const body = ['GET', 'HEAD'].includes(incoming.method ?? '') ? null : Readable.toWeb(incoming);
    const url = new URL(incoming.url ?? '/', `https://${incoming.headers.host}`);
    const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    );
    const request = new Request(url, {
      method: incoming.method,
      headers,
      body,
      duplex: 'half',
    } as RequestInit);
    const response = await auth.handle(request);
    outgoing.writeHead(response.status, [...response.headers].flat());
    outgoing.end(await response.text());
  });
  await once(app.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  const ask = (from: string) =>
    fetch(`${origin}/api/auth`, {
      method: 'POST',
      headers: { origin: from, 'content-type': 'application/json' },
      body: JSON.stringify({ query: login, variables: { input: {} } }),
    });
  const response = await ask(origin);
  expect([response.status, (await response.json()).data.login.refreshToken]).toEqual([200, null]);
  expect(response.headers.getSetCookie().map((cookie) => cookie.split('=')[0])).toEqual([
    'auth-access',
    'auth-refresh',
  ]);
  expect((await ask('http://evil.example')).status).toBe(403);
  app.closeAllConnections();
  app.close();
});
