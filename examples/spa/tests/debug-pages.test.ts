import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { within } from '../../../tests/support/patience.ts';
import { World } from '../../../tests/support/world.ts';
import { openBrowser } from './browser.ts';
import { inBrowser, show } from './visit.ts';

type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Context = Awaited<ReturnType<Browser['newContext']>>;
type Page = Awaited<ReturnType<Context['newPage']>>;

const sandboxScript =
  'https://embeddable-sandbox.cdn.apollographql.com/v2/embeddable-sandbox.umd.production.min.js';

/** Replaces Apollo's script, and records the options passed to it. */
const standIn = `window.EmbeddedSandbox = class {
  constructor(options) {
    options.target.textContent = 'Stand-in for Sandbox';
    window.sandbox = options;
  }
};`;

declare global {
  interface Window {
    sandbox: {
      handleRequest: typeof fetch;
      initialEndpoint: string;
      initialState: { headers: Record<string, string> };
    };
  }
}

inBrowser('the pages in a browser without internet', () => {
  let world: World;
  let browser: Browser;
  let context: Context;
  let page: Page;
  /** Accepts connections but never answers. To the browser, it looks like a firewall dropping packets. */
  let silent: Server;
  /** Requests to any origin but the service's. */
  let elsewhere: string[];
  let complaints: string[];

  beforeAll(async () => {
    world = await World.start();
    silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const hosts = `MAP embeddable-sandbox.cdn.apollographql.com:443 127.0.0.1:${port}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`;
    browser = await openBrowser([`--host-resolver-rules=${hosts}`]);
  });
  beforeEach(async () => {
    elsewhere = [];
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
    context.setDefaultTimeout(within(10_000));
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
        reportError(new Error(`violation: ${violatedDirective} ${blockedURI} ${sample}`)),
      );
    });
    page = await context.newPage();
    const { origin } = new URL(world.url);
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) elsewhere.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    silent.close();
    await world.stop();
  });

  const run = async (operation: string): Promise<void> => {
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.getByRole('menuitem', { name: operation }).click();
  };
  const result = () => page.getByRole('region', { name: 'Result Window' });
  const headers = () => page.getByRole('region', { name: 'Headers' });
  const editor = () => page.getByRole('button', { name: /Execute query/ });

  test('moves on to GraphiQL within two seconds where packets are dropped, and is never blank', async () => {
    const began = performance.now();
    await page.goto(world.url, { waitUntil: 'commit' });
    await page.getByText('Loading Apollo Sandbox from the internet').waitFor();
    await editor().waitFor();
    expect(performance.now() - began).toBeLessThan(within(2_000));
    expect(new URL(page.url()).pathname).toBe('/graphiql');
    expect(elsewhere).toEqual([sandboxScript]);
  });

  test('runs the prepared document by clicks alone, and shows the token in the header', async () => {
    await page.goto(new URL('/graphiql', world.url).href);
    await run('SignUp');
    await result().getByText('"username": "alice"').waitFor();
    expect(await headers().innerText()).not.toContain('Bearer');
    await run('LogIn');
    await headers().getByText('"Authorization": "Bearer eyJ').waitFor();
    await run('Me');
    await result().getByText('"email": "alice@example.com"').waitFor();
    await show(page, 'graphiql');
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([]);
  });

  test('moves on at once where the connection is refused, and stays in GraphiQL on a reload', async () => {
    await page.route(sandboxScript, (route) => route.abort('connectionrefused'));
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphiql/*/graphiql.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(world.url, { waitUntil: 'commit' });
    await page.getByText('Loading GraphiQL').waitFor();
    release();
    await editor().waitFor();
    await page.reload();
    await editor().waitFor();
    expect(elsewhere).toEqual([sandboxScript]);
  });

  test('moves on where something else answers in the place of Sandbox', async () => {
    await page.route(sandboxScript, (route) =>
      route.fulfill({ body: '<title>Log in to this network</title>' }),
    );
    await page.goto(world.url);
    await page.waitForURL('**/graphiql');
    await editor().waitFor();
  });

  test('shows Sandbox where its script loads, and puts the token of the last login into its header', async () => {
    await page.route(sandboxScript, (route) =>
      route.fulfill({ body: standIn, contentType: 'text/javascript' }),
    );
    await page.goto(world.url);
    await page.getByText('Stand-in for Sandbox').waitFor();
    const person = await world.signUpPerson();
    const answers = await page.evaluate(async ({ username, password }) => {
      const { handleRequest, initialEndpoint, initialState } = window.sandbox;
      const send = async (query: string, variables = {}) => {
        const headers = { 'content-type': 'application/json', ...initialState.headers };
        const body = JSON.stringify({ query, variables });
        const response = await handleRequest(initialEndpoint, { method: 'POST', headers, body });
        return response.json();
      };
      const logIn = 'mutation ($input: LoginInput!) { in: login(input: $input) { accessToken } }';
      await send(logIn, { input: { username, password } });
      return send('{ me { username } }');
    }, person);
    expect(answers).toEqual({ data: { me: { username: person.username } } });
    expect(complaints).toEqual([]);
    expect(elsewhere).toEqual([sandboxScript]);
    expect(new URL(page.url()).pathname).toBe('/graphql');
  });

  test('waits for Sandbox when the user asks for it, and offers GraphiQL meanwhile', async () => {
    await page.goto(new URL('/graphiql', world.url).href);
    await page.getByRole('link', { name: 'Apollo Sandbox' }).click();
    const link = page.getByRole('link', { name: 'Open GraphiQL instead' });
    await link.waitFor();
    await page.waitForTimeout(1_500);
    expect(new URL(page.url()).pathname).toBe('/graphql');
    await link.click();
    await editor().waitFor();
  });

  test('keeps other headers of the user beside the token', async () => {
    await world.signUp({
      username: 'alice',
      email: 'alice@example.com',
      password: 'a long walk by the river',
    });
    await page.goto(new URL('/graphiql', world.url).href);
    await headers().locator('.graphiql-editor:not(.hidden) .CodeMirror').click();
    await page.keyboard.insertText('{ "authorization": "old", "x-mine": "kept" }');
    await run('LogIn');
    await headers().getByText('"Authorization": "Bearer eyJ').waitFor();
    await headers().getByText('"x-mine": "kept"').waitFor();
    expect(await headers().innerText()).not.toContain('old');
  });
});
