import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { findFaults } from '../../examples/spa/tests/accessibility.ts';
import { openBrowser } from '../../examples/spa/tests/browser.ts';
import type { Person } from '../../tests/support/client.ts';
import { World } from '../../tests/support/world.ts';
import type { mountSessionPanel } from '../src/devtools.ts';
import type * as core from '../src/index.ts';
import { bundle } from './bundle.ts';

/** What the page offers to the tests. */
interface Api {
  auth: core.AuthClient;
  mount: typeof mountSessionPanel;
  unmount(): void;
  /** Sends an operation through Apollo Client. @returns the username, or the error's code or message. */
  ask(): Promise<string>;
  /** An operation that is under way. */
  asking: Promise<string>;
  codeOf(promise: Promise<unknown>): Promise<string | null>;
  violations: string[];
  plainFetch: typeof fetch;
}

declare const api: Api;

const app = (uri: string, cookie: boolean) => `
  import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from 'client/node_modules/@apollo/client/core/index.js';
  import { mountSessionPanel } from 'client/src/devtools.ts';
  import { createAuthClient, onConfirmationNeeded, webStorage } from 'client/src/index.ts';
  const uri = ${JSON.stringify(uri)};
  const auth = createAuthClient({
    uri,
    cookie: ${cookie},
    storage: webStorage(() => localStorage),
  });
  const client = new ApolloClient({
    link: ApolloLink.from([auth.link, new HttpLink({ uri })]),
    cache: new InMemoryCache(),
    devtools: { enabled: false },
  });
  const query = gql('query Me { me { id username } }');
  const codeOf = (promise) => promise.then(() => null, (error) => error.code ?? error.errors?.[0].extensions.code ?? error.message);
  globalThis.api = {
    auth,
    codeOf,
    violations: [],
    plainFetch: globalThis.fetch,
    mount: mountSessionPanel,
    async ask() {
      let name;
      const asking = client.query({ query, fetchPolicy: 'network-only' });
      return (await codeOf(asking.then(({ data }) => { name = data.me.username; }))) ?? name;
    },
  };
  addEventListener('securitypolicyviolation', ({ violatedDirective }) => api.violations.push(violatedDirective));
  api.unmount = mountSessionPanel(auth);
  onConfirmationNeeded(auth, ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve)));
`;

const page = (script: string) => `<!doctype html><html lang="en"><title>Shop</title>
  <main><h1>Shop</h1><button>Buy</button></main><script type="module" src="${script}"></script>`;

/** As strict as a policy can be: no inline code, no styles, no text that becomes code. */
const policy = (worlds: readonly World[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `connect-src ${worlds.map(({ url }) => new URL(url).origin).join(' ')}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

const scripts = new Map<string, Promise<string>>();
const worlds: World[] = [];
const pages = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const script = scripts.get(pathname);
  response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
  response.setHeader('content-security-policy', policy(worlds));
  response.end(script ? await script : page(`${pathname === '/' ? '/app' : pathname}.js`));
});

const codeOf = async (...options: Parameters<typeof bundle>) =>
  (await bundle(...options)).map(({ code }) => code).join('\n');

let world: World;
let browser: Browser;
let context: BrowserContext;
let tab: Page;
let alice: Person;
let origin: string;

beforeAll(async () => {
  await once(pages.listen(0, 'localhost'), 'listening');
  origin = `http://localhost:${(pages.address() as AddressInfo).port}`;
  const env = { CORS_ORIGINS: origin, ACCESS_TOKEN_TTL: '15m' };
  world = await World.start({ env });
  const withCookies = await World.start({ env: { ...env, REFRESH_TOKEN_COOKIE: 'true' } });
  worlds.push(world, withCookies);
  scripts.set('/app.js', codeOf(app(world.url, false)));
  scripts.set('/cookie.js', codeOf(app(withCookies.url, true)));
  scripts.set('/service-without-cookies.js', codeOf(app(world.url, true)));
  scripts.set('/client-without-cookies.js', codeOf(app(withCookies.url, false)));
  scripts.set('/production.js', codeOf(app(world.url, false), { minify: true }));
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  pages.closeAllConnections();
  pages.close();
  for (const started of worlds) await started.stop();
});

async function open(path = '/'): Promise<Page> {
  const opened = await context.newPage();
  await opened.goto(`${origin}${path}`);
  await opened.waitForFunction(() => 'api' in globalThis);
  return opened;
}

const panelOf = (of: Page) => of.getByRole('region', { name: 'Session panel' });
const openPanel = (of: Page) => panelOf(of).getByRole('button', { name: 'Session:' }).click();
/** What the panel says when it is closed. */
const switchSays = (text: string | RegExp, of = tab) =>
  panelOf(of)
    .getByRole(
      'button',
      typeof text === 'string' ? { name: `Session: ${text}`, exact: true } : { name: text },
    )
    .waitFor();
const press = (name: string, of = tab) => panelOf(of).getByRole('button', { name, exact: true }).click();
/** Clicks a button that is not available now. It says why. */
const pressAnyway = (name: string) =>
  panelOf(tab).getByRole('button', { name, exact: true }).click({ force: true });
const says = (text: string | RegExp, of = tab) =>
  panelOf(of).getByRole('status').filter({ hasText: text }).waitFor();
const fact = (label: string, of = tab): Locator => panelOf(of).locator(`dt:text-is("${label}") + dd`);
const shows = (label: string, text: string | RegExp, of = tab) =>
  fact(label, of).filter({ hasText: text }).waitFor();
const ask = (of = tab) => of.evaluate(() => api.ask());
const refreshes = (of = tab) => panelOf(of).getByRole('list', { name: 'Refreshes' }).getByRole('listitem');
const untilRefreshed = (count: number, of = tab) =>
  refreshes(of)
    .filter({ hasText: 'renewed' })
    .nth(count - 1)
    .waitFor();

async function logIn(of = tab, by = world): Promise<void> {
  alice = await by.addPerson();
  const { username, password } = alice;
  await of.evaluate((credentials) => api.auth.login(credentials), { username, password });
}

beforeEach(async () => {
  context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  tab = await open();
  await openPanel(tab);
});
afterEach(async () => {
  for (const opened of context.pages()) expect(await opened.evaluate(() => api.violations)).toEqual([]);
  await context.close();
});

test('the panel shows the session, and the access token only to the clipboard', async () => {
  await shows('User', '–');
  await logIn();
  await shows('User', alice.username);
  await shows('Opened', 'amr pwd');
  await shows('Access token', /^ends in 14 min .*; operations renew it in 1/);
  await shows('Refresh token', 'in localStorage, as "auth-session"; ends in 29 d');
  await panelOf(tab).getByText('Claims of the access token').click();
  await panelOf(tab).getByText('"auth_time"').waitFor();
  const token = String(await tab.evaluate(() => api.auth.accessToken()));
  const [, payload = 'payload'] = token.split('.');
  expect(await panelOf(tab).innerHTML()).not.toContain(payload);
  await press('Copy the access token');
  await says('clipboard');
  expect(await tab.evaluate(() => navigator.clipboard.readText())).toBe(token);
});

test('each tab shows the refreshes of every tab, and an expired token is renewed once for all', async () => {
  await logIn();
  const other = await open();
  expect(await ask(other)).toBe(alice.username);
  await press('Refresh now');
  await untilRefreshed(1);
  await refreshes(other)
    .filter({ hasText: /Tab 2 · renewed in \d+ ms/ })
    .waitFor();
  await refreshes()
    .filter({ hasText: /This tab · renewed in \d+ ms/ })
    .waitFor();
  await press('Expire the access token');
  await shows('Access token', 'the next operation renews it');
  await shows('Access token', 'the next operation renews it', other);
  expect(await ask(other)).toBe(alice.username);
  await untilRefreshed(2);
  await shows('Access token', /^ends in 1/);
  expect(await ask()).toBe(alice.username);
  await refreshes().nth(1).waitFor();
  expect(await refreshes().count()).toBe(2);
  await other.close();
  await panelOf(tab).getByText('(closed)').waitFor();
});

test('reuse of an old refresh token ends the session, and the panel says why', async () => {
  await pressAnyway('Reuse an old refresh token');
  await says('Log in first.');
  await logIn();
  await press('Reuse an old refresh token');
  await says('detected the reuse');
  expect(await ask()).toBe('UNAUTHENTICATED');
  await shows('Last end', /^ended at .*INVALID_REFRESH_TOKEN; request \S+/);
  await shows('User', '–');
  const events = await world.sql(
    'select revoked_reason from sessions where user_id = (select id from users where username = $1)',
    [alice.username],
  );
  expect(events).toEqual([{ revoked_reason: 'reuse' }]);
});

test('a session ends elsewhere, or expires', async () => {
  await logIn();
  await press('End the session elsewhere');
  await says('has ended the session');
  await shows('User', alice.username);
  await press('Refresh now');
  await says('SESSION_ENDED');
  await shows('Last end', 'ended at');
  await logIn();
  await press('Expire the session');
  await says('has expired');
  expect(await ask()).toBe('SESSION_ENDED');
  await shows('Last end', 'expired at');
});

test('the service seems to be away in every tab, across reloads, or for ten seconds', async () => {
  await logIn();
  const other = await open();
  await press('Service away');
  await says('on, in every tab');
  await switchSays(/, service away$/, other);
  expect(await ask(other)).toContain('simulates a network failure');
  await press('Refresh now');
  await refreshes(other).filter({ hasText: 'UNREACHABLE' }).waitFor();
  await tab.reload();
  await switchSays('no session, service away');
  expect(await ask()).toContain('simulates a network failure');
  await press('Service away');
  await switchSays(alice.username, other);
  expect(await ask(other)).toBe(alice.username);
  await press('Service away for 10 s');
  await switchSays(/service away for \d+ s/, other);
  expect(await ask(other)).toContain('simulates a network failure');
  await switchSays(alice.username, other);
  expect(await ask(other)).toBe(alice.username);
});

test('the service seems to be slow, and the panel shows what waits', async () => {
  await logIn();
  await press('Slow service');
  await press('Expire the access token');
  // Each of them shows for two seconds only.
  const seen = Promise.all([
    shows('Waiting', 'for an access token: 1'),
    shows('Under way', 'refresh ('),
    shows('Under way', 'Me ('),
  ]);
  await tab.evaluate(() => {
    api.asking = api.ask();
  });
  await seen;
  expect(await tab.evaluate(() => api.asking)).toBe(alice.username);
  await shows('Waiting', 'for an access token: 0');
});

test('the next request gets the chosen response', async () => {
  const next = panelOf(tab).getByLabel('The next request');
  await next.selectOption('LOST');
  const { username, password } = await world.addPerson();
  const login = () =>
    tab.evaluate((credentials) => api.codeOf(api.auth.login(credentials)), { username, password });
  expect(await login()).toContain('simulates a network failure');
  const [row] = await world.sql(
    'select count(*)::int from sessions s join users u on u.id = user_id where username = $1',
    [username],
  );
  expect(row).toEqual({ count: 1 });
  await next.selectOption('RATE_LIMITED');
  expect(await login()).toBe('RATE_LIMITED');
  expect(await login()).toBeNull();
  await next.selectOption('UNAUTHENTICATED');
  expect(await ask()).toBe(username);
  await untilRefreshed(1);
  await next.selectOption('REAUTHENTICATION_REQUIRED');
  await tab.evaluate(() => {
    api.asking = api.ask();
  });
  await shows('Waiting', 'for a confirmation: 1');
  await tab.evaluate(async (given) => {
    const { challenge } = await api.auth.startConfirmation();
    await api.auth.confirmIdentity({ challenge, password: given });
  }, password);
  expect(await tab.evaluate(() => api.asking)).toBe(username);
});

test('in cookie mode, the panel says why it cannot reuse a token, and ends the session elsewhere', async () => {
  const [, withCookies] = worlds;
  tab = await open('/cookie');
  await openPanel(tab);
  await logIn(tab, withCookies);
  await shows('Refresh token', 'in a cookie that no script can read');
  await pressAnyway('Reuse an old refresh token');
  await says('Not possible');
  await press('End the session elsewhere');
  await says('has ended the session');
  await tab.reload();
  await shows('User', '–');
  expect(await tab.evaluate(() => api.auth.restore())).toBeNull();
});

test.each([
  ['/service-without-cookies', 'A reload logs out', 0],
  ['/client-without-cookies', 'Set the option "cookie"', 1],
])('the panel says that client and service disagree about cookies: %s', async (path, text, index) => {
  // As behind a proxy that makes the service and the app one origin.
  await context.route(`${world.url}**`, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'access-control-allow-credentials': 'true' };
    await route.fulfill({ response, headers });
  });
  tab = await open(path);
  // The panels of one service remember one state.
  if (!(await fact('User').isVisible())) await openPanel(tab);
  await logIn(tab, worlds[index]);
  await shows('Refresh token', text);
});

test('the panel is used by keyboard, and remembers its state', async () => {
  await press('Session: no session');
  await tab.getByRole('button', { name: 'Buy' }).focus();
  await tab.keyboard.press('Tab');
  await tab.keyboard.press('Enter');
  await fact('User').waitFor();
  for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await tab.keyboard.press(key);
  await says('Log in first.');
  await tab.reload();
  await fact('User').waitFor();
  await panelOf(tab).getByRole('button', { name: 'Refresh now' }).focus();
  await tab.keyboard.press('Escape');
  await fact('User').waitFor({ state: 'hidden' });
  await tab.keyboard.press('Enter');
  await fact('User').waitFor();
  await tab.keyboard.press('Escape');
  await tab.reload();
  await panelOf(tab).getByRole('button', { name: 'Session:' }).waitFor();
  expect(await fact('User').isVisible()).toBe(false);
});

test.each([
  'light',
  'dark',
] as const)('axe finds nothing in the %s panel, open or closed', async (colorScheme) => {
  await tab.emulateMedia({ colorScheme });
  await logIn();
  await press('Refresh now');
  await untilRefreshed(1);
  await press('Slow service');
  await panelOf(tab).getByText('Claims of the access token').click();
  const inPanel = async () => (await findFaults(tab)).filter((fault) => !fault.startsWith('too small'));
  expect(await inPanel()).toEqual([]);
  await openPanel(tab);
  expect(await inPanel()).toEqual([]);
});

test('docs/session-panel.md names every button, and every response for the next request', async () => {
  const docs = readFileSync('client/docs/session-panel.md', 'utf8');
  const buttons = await panelOf(tab).locator('.control button').allInnerTexts();
  expect(buttons.length).toBeGreaterThan(8);
  for (const button of buttons) expect(docs).toContain(`\n| ${button} | `);
  const responses = await panelOf(tab)
    .getByRole('option')
    .evaluateAll((options) =>
      options
        .map((option) => (option as HTMLOptionElement).value)
        .filter((value) => /^\w+_|^\w+ED$/.test(value)),
    );
  expect(responses.length).toBeGreaterThan(4);
  for (const response of responses) expect(docs).toContain(`\`${response}\``);
});

test('a removed panel leaves the page as it was, and a second one replaces the first', async () => {
  await tab.evaluate(() => {
    api.unmount = api.mount(api.auth, { corner: 'top-left' });
  });
  await panelOf(tab).waitFor();
  expect(await panelOf(tab).count()).toBe(1);
  expect(await tab.evaluate(() => api.plainFetch === fetch)).toBe(false);
  await tab.evaluate(() => api.unmount());
  expect(await panelOf(tab).count()).toBe(0);
  expect(await tab.evaluate(() => api.plainFetch === fetch)).toBe(true);
  await logIn();
  expect(await ask()).toBe(alice.username);
});

const ofPanel = /Session panel|mountSessionPanel|adoptedStyleSheets/;

test('a bundle for production contains nothing of the panel, or a panel that has to be asked for', async () => {
  const code = `
    import { createAuthClient } from 'client/src/index.ts';
    const auth = createAuthClient({ uri: '/graphql' });
    if (import.meta.env.DEV) {
      const { mountSessionPanel } = await import('client/src/devtools.ts');
      mountSessionPanel(auth);
    }`;
  const built = (isDevelopment: boolean) =>
    codeOf(code, {
      define: { 'import.meta.env.DEV': String(isDevelopment) },
      external: /^(@apollo|graphql)/,
    });
  expect(ofPanel.test(await built(true))).toBe(true);
  const production = await built(false);
  expect(production).toContain('createAuthClient');
  expect(ofPanel.test(production)).toBe(false);

  const app = process.env.BUILT_APP ?? '';
  const scripts = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.js'),
  );
  const [, entry] =
    /<script [^>]*src="\/([^"]+\.js)"/.exec(readFileSync(path.join(app, 'index.html'), 'utf8')) ?? [];
  expect(scripts).toContain(entry);
  expect(scripts.filter((file) => ofPanel.test(readFileSync(path.join(app, file), 'utf8')))).toEqual([]);

  const live = await open('/production');
  expect(await panelOf(live).count()).toBe(0);
  await live.evaluate(() => {
    api.mount(api.auth, { inProduction: true });
  });
  await panelOf(live).waitFor();
});
