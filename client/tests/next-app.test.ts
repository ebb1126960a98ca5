import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { launchOptions } from '../../tests/support/chromium.ts';
import { freePort } from '../../tests/support/free-port.ts';
import { removeFolders, until } from '../../tests/support/left-behind.ts';
import { within } from '../../tests/support/patience.ts';
import { World } from '../../tests/support/world.ts';
import { makeProject, packClient, pinned, run } from './packed-client.ts';
import { expired } from './page-of-app.ts';

const example = 'examples/next';
const quiet = { NEXT_TELEMETRY_DISABLED: '1' };
const next = 'node_modules/next/dist/bin/next';

/** A production server of the app. Several of them are the app on several machines. */
class AppServer {
  output = '';
  private constructor(
    readonly origin: string,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.output += chunk));
  }

  static async start(folder: string, authUrl: string): Promise<AppServer> {
    const port = await freePort();
    const child = spawn(process.execPath, [next, 'start', '--port', String(port)], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder, AUTH_URL: authUrl, ...quiet },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new AppServer(`http://localhost:${port}`, child);
    await until('the app to be ready', () => {
      if (child.exitCode !== null) throw new Error(`The app did not start:\n${server.output}`);
      return server.output.includes('Ready');
    });
    return server;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}

let world: World;
let browser: Browser | undefined;
let servers: readonly [AppServer, AppServer];
let person: Awaited<ReturnType<World['addPerson']>>;
let cookies: Map<string, string>;

beforeAll(async () => {
  const names = globSync(`${example}/{auth.ts,next.config.ts,proxy.ts,tsconfig.json,app/**/*.{ts,tsx}}`);
  const files = Object.fromEntries(
    names.map((name) => [path.relative(example, name), readFileSync(name, 'utf8')]),
  );
  const { dependencies, devDependencies } = JSON.parse(readFileSync(`${example}/package.json`, 'utf8'));
  const packages = pinned(example, Object.keys({ ...dependencies, ...devDependencies }));
  const client = await packClient();
  const folder = await makeProject(client, { files, packages, manifest: { type: 'module' } });
  // On a busy machine, some of many pages at once render much later than the others.
  world = await World.start({ env: { REFRESH_REUSE_WINDOW: '60s' } });
  await run(folder, process.execPath, [next, 'build'], quiet);
  servers = [await AppServer.start(folder, world.url), await AppServer.start(folder, world.url)];
}, within(90_000));
afterAll(async () => {
  await browser?.close();
  for (const server of servers ?? []) await server.stop();
  await world?.stop();
  removeFolders();
});
beforeEach(async () => {
  person = await world.addPerson();
  cookies = new Map();
});

const access = '__Host-auth-access';
const kept = '__Host-auth-refresh';

async function take(response: Response) {
  const text = await response.text();
  for (const cookie of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/; Max-Age=0\b/i.test(cookie)) cookies.delete(name);
    else cookies.set(name, value);
  }
  return { status: response.status, headers: response.headers, text };
}

const cookieHeader = () => [...cookies].map((pair) => pair.join('=')).join('; ');

/** Opens a page without scripts: what comes back is the first HTML that the browser shows. */
const openPage = async (place: string, [server] = servers) =>
  take(await fetch(server.origin + place, { headers: { cookie: cookieHeader() }, redirect: 'manual' }));

async function post(query: string, input?: object, origin = servers[0].origin) {
  const response = await fetch(`${servers[0].origin}/api/auth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie: cookieHeader() },
    body: JSON.stringify({ query, variables: { input } }),
  });
  return take(response);
}

const tokens = 'accessToken refreshToken expiresIn user { id username email isActive }';
const login = `mutation ($input: LoginInput!) { login(input: $input) { ${tokens} } }`;
const logout = 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }';
const logIn = () => post(login, { username: person.username, password: person.password });
const expire = () => cookies.set(access, expired(cookies.get(access)));

test('visitors see the app without a user, and are sent from the protected page to the login', async () => {
  const home = await openPage('/');
  expect([home.status, home.text.includes('<h1>Hello</h1>')]).toEqual([200, true]);
  const account = await openPage('/account');
  expect([account.status, account.headers.get('location')]).toEqual([307, '/login']);
  expect((await openPage('/login')).text).toContain('Password');
});

test('after a login, the first HTML has the user, and no cache may keep it', async () => {
  const response = await logIn();
  expect(JSON.parse(response.text).data.login.refreshToken).toBeNull();
  const attributes = response.headers.getSetCookie().map((cookie) => cookie.replace(/=eyJ[\w.-]+/, ''));
  expect(attributes).toEqual([
    `${access}; Path=/; HttpOnly; SameSite=Lax; Max-Age=86400; Secure`,
    `${kept}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure`,
  ]);
  for (const place of ['/', '/account']) {
    const { text, headers } = await openPage(place);
    expect(text).toMatch(new RegExp(`<h1>[^/]*${person.username}</h1>`));
    expect(text).not.toMatch(/eyJ[\w-]+\.eyJ/);
    expect(headers.get('cache-control')).toMatch(/private.*no-store/);
  }
  expect((await openPage('/login')).headers.get('location')).toBe('/account');
  const elsewhere = await post(logout, { scope: 'ALL' }, 'https://evil.example');
  expect([elsewhere.status, (await openPage('/account')).status]).toEqual([403, 200]);
});

test('an expired token is renewed before the page renders', async () => {
  await logIn();
  const before = cookies.get(kept);
  expire();
  const { text, headers } = await openPage('/account');
  expect(text).toContain(`${person.username}</h1>`);
  expect(headers.get('cache-control')).toMatch(/private.*no-store/);
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-auth-access=eyJ.*; HttpOnly; SameSite=Lax; Max-Age=86400; Secure$/i),
    expect.stringMatching(/^__Host-auth-refresh=eyJ.*; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure$/i),
  ]);
  expect(cookies.get(kept)).not.toBe(before);
  expect((await openPage('/account')).headers.getSetCookie()).toEqual([]);
});

test('twenty pages at once, from two servers, get one successor, and the session lives', async () => {
  await logIn();
  expire();
  const successors = new Set<string | undefined>();
  const header = cookieHeader();
  await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const { origin } = servers[at % 2] as AppServer;
      const response = await fetch(`${origin}/account`, { headers: { cookie: header }, redirect: 'manual' });
      expect(await response.text()).toContain(`${person.username}</h1>`);
      successors.add(response.headers.getSetCookie().find((cookie) => cookie.startsWith(kept)));
      await take(new Response('', { headers: response.headers }));
    }),
  );
  expect(successors.size).toBe(1);
  const text = 'select generation, revoked_at from sessions where user_id = $1';
  expect(await world.sql(text, [person.id])).toEqual([{ generation: 1, revoked_at: null }]);
  expect((await openPage('/account', [servers[1], servers[0]])).text).toContain(`${person.username}</h1>`);
});

test('a session that ended elsewhere leads to the login, at once and also after its token has expired', async () => {
  await logIn();
  await world.sql('update sessions set revoked_at = now() where user_id = $1', [person.id]);
  expect((await openPage('/account')).headers.get('location')).toBe('/login');
  expire();
  const { headers } = await openPage('/account');
  expect([headers.get('location'), cookies.size]).toEqual(['/login', 0]);
});

test('in Chromium, SignIn logs in, a reload shows the user from the start, and a logout counts in every tab', async () => {
  browser = await chromium.launch(launchOptions());
  const context = await browser.newContext();
  const failures: string[] = [];
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    // React reports here if the browser renders anything else than the server.
    page.on('pageerror', (error) => failures.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        failures.push(message.text());
    });
    await page.addInitScript(() => {
      const shown = new Set<string>();
      Object.assign(globalThis, { shown });
      const note = () => shown.add(document.querySelector('main')?.textContent ?? '');
      new MutationObserver(note).observe(document, { childList: true, subtree: true, characterData: true });
    });
    await page.goto(`${servers[0].origin}/account`);
    return page;
  };
  const shownIn = (page: Page) =>
    page.evaluate(() => [...(globalThis as never as { shown: string[] }).shown]);
  const account = (page: Page) =>
    page.getByRole('heading', { name: `Account of ${person.username}` }).waitFor();

  const page = await open();
  await page.waitForURL('**/login');
  await page.getByLabel('Username or email').fill(person.username);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await account(page);
  expect(new URL(page.url()).pathname).toBe('/account');
  const refreshed = page.waitForResponse('**/api/auth');
  await page.reload();
  await account(page);
  expect((await refreshed).status()).toBe(200);
  expect((await shownIn(page)).filter((text) => text && !text.includes(person.username))).toEqual([]);
  const kept = await page.evaluate(() => [
    document.cookie,
    JSON.stringify({ ...localStorage, ...sessionStorage }),
  ]);
  expect(kept.join()).not.toContain('eyJ');

  const other = await open();
  await account(other);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await other
    .getByText(/You are logged out|Log in/)
    .first()
    .waitFor();
  expect(await other.getByText(person.username).count()).toBe(0);
  // The page shows the login as soon as the session has ended, perhaps before the response that removes the cookies.
  await until('the cookies to be gone', async () => (await context.cookies()).length === 0);
  expect(failures).toEqual([]);
});

test('a logout removes the cookies and ends the session', async () => {
  await logIn();
  const stolen = cookieHeader();
  expect(JSON.parse((await post(logout, { scope: 'CURRENT' })).text).data.logout.revokedSessions).toBe(1);
  expect(cookies.size).toBe(0);
  expect((await openPage('/account')).headers.get('location')).toBe('/login');
  const headers = { cookie: stolen };
  const replayed = await fetch(`${servers[0].origin}/account`, { headers, redirect: 'manual' });
  expect(replayed.headers.get('location')).toBe('/login');
});

test('while the service is away, no user is logged out', async () => {
  await logIn();
  await world.endService();
  for (const prepare of [() => undefined, expire]) {
    prepare();
    const { status, headers } = await openPage('/account');
    expect([status, headers.get('location'), cookies.size]).toEqual([500, null, 2]);
  }
  const answer = await post(logout, { scope: 'CURRENT' });
  expect([answer.status, JSON.parse(answer.text).errors[0].extensions.code, cookies.size]).toEqual([
    502,
    'TEMPORARILY_UNAVAILABLE',
    2,
  ]);
  for (const { output } of servers) expect(output).not.toMatch(/eyJ[\w-]+\.eyJ/);
});
