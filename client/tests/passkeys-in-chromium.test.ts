import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { launchOptions, wholeChromium } from '../../tests/support/chromium.ts';
import { until } from '../../tests/support/left-behind.ts';
import { ageSession } from '../../tests/support/time.ts';
import { World } from '../../tests/support/world.ts';
import type * as core from '../src/index.ts';
import type * as passkeys from '../src/passkeys.ts';
import { bundle } from './bundle.ts';

/** What the page offers to the tests. */
interface Api {
  auth: core.AuthClient;
  core: typeof core;
  passkeys: typeof passkeys;
  /** Why a promise was rejected. */
  codeOf(promise: Promise<unknown>): Promise<string | null>;
  steps: core.LoginStep[];
  problems: string[];
  /** How often the page has called navigator.credentials.get(). */
  calls: number;
  close(): void;
  stop(): void;
}

declare const api: Api;

const pages = createServer(async (request, response) => {
  const isScript = request.url === '/app.js';
  response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  response.end(
    isScript
      ? await script
      : '<!doctype html><title>App</title><input name="username" autocomplete="username webauthn"><script type="module" src="/app.js"></script>',
  );
});

let world: World;
let browser: Browser;
let script: Promise<string>;
let page: Page;
let devtools: CDPSession;
let authenticatorId: string;
let origin: string;

beforeAll(async () => {
  await once(pages.listen(0), 'listening');
  const { port } = pages.address() as AddressInfo;
  origin = `http://localhost:${port}`;
  const otherOrigin = `http://127.0.0.1:${port}`;
  world = await World.start({
    env: { CORS_ORIGINS: `${origin},${otherOrigin}`, PASSKEY_RP_ID: 'localhost', PASSKEY_ORIGINS: origin },
  });
  script = bundle(`
    import * as core from 'client/src/index.ts';
    import * as passkeys from 'client/src/passkeys.ts';
    globalThis.api = {
      core,
      passkeys,
      auth: core.createAuthClient({ uri: ${JSON.stringify(world.url)}, channel: null }),
      codeOf: (promise) => promise.then(() => null, ({ code }) => code),
      steps: [],
      problems: [],
      calls: 0,
    };
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      api.calls += 1;
      return get(options);
    };`).then((chunks) => chunks.map(({ code }) => code).join('\n'));
  browser = await chromium.launch(launchOptions({ executablePath: wholeChromium }));
});
afterAll(async () => {
  await browser?.close();
  pages.closeAllConnections();
  pages.close();
  await world?.stop();
});

async function openPage(url = origin): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(() => 'api' in globalThis);
}

beforeEach(async () => {
  page = await (await browser.newContext()).newPage();
  devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  const added = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  ({ authenticatorId } = added);
  await openPage();
});
afterEach(() => page.context().close());

/** Whether the user touches the authenticator as soon as it asks. */
const touches = (enabled: boolean) =>
  devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });

async function stored() {
  const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
  return credentials;
}

/** A user who has logged in with a password, and has a passkey. */
async function register() {
  const person = await world.addPerson();
  const { username, password } = person;
  const passkey = await page.evaluate(
    async (credentials) => {
      await api.auth.login(credentials);
      return api.passkeys.registerPasskey(api.auth);
    },
    { username, password },
  );
  expect(await stored()).toHaveLength(1);
  return { person, passkey };
}

const logOut = () => page.evaluate(() => api.auth.logout());
const logIn = () => page.evaluate(async () => (await api.passkeys.logInWithPasskey(api.auth)).user?.username);

const offerAutofill = () =>
  page.evaluate(() => {
    api.stop = api.passkeys.autofill(api.auth, {
      onStep: (step) => api.steps.push(step),
      onProblem: (problem) => api.problems.push(String((problem as { code?: unknown }).code)),
    });
  });

/** Waits until the page has called navigator.credentials.get() this often. */
const untilCalled = (count: number) => page.waitForFunction((wanted) => api.calls === wanted, count);

test('a passkey is registered, and logs in from the dialog and from the autofill', async () => {
  const { person } = await register();
  await logOut();
  expect(await logIn()).toBe(person.username);
  await logOut();
  await offerAutofill();
  await page.waitForFunction(() => api.steps.length === 1);
  expect(await page.evaluate(() => api.auth.currentUser?.username)).toBe(person.username);
});

// A change of the automatic presence does not answer a call that is already pending.
test('a dialog opens while the autofill waits, and the autofill returns after it', async () => {
  const { person } = await register();
  await logOut();
  await touches(false);
  await offerAutofill();
  await untilCalled(1);
  const closed = page.evaluate(() => {
    const closing = new AbortController();
    api.close = () => closing.abort();
    return api.codeOf(api.passkeys.logInWithPasskey(api.auth, { signal: closing.signal }));
  });
  await untilCalled(2);
  await touches(true);
  await page.evaluate(() => api.close());
  expect(await closed).toBe('PASSKEY_CANCELLED');
  await page.waitForFunction(() => api.steps.length === 1);
  const found = await page.evaluate(() => [api.auth.currentUser?.username, api.calls, api.problems]);
  expect(found).toEqual([person.username, 3, []]);
});

test('a passkey logs in from a dialog while the autofill waits', async () => {
  const { person } = await register();
  await logOut();
  await touches(false);
  await offerAutofill();
  await untilCalled(1);
  await touches(true);
  expect(await logIn()).toBe(person.username);
  await page.evaluate(() => api.stop());
});

test('an upgrade without a password manager ends, and blocks no later dialog', async () => {
  const { username, password } = await world.addPerson();
  await page.evaluate((credentials) => void api.auth.login(credentials), { username, password });
  await page.waitForFunction(() => api.auth.currentUser !== null);
  const [upgraded, milliseconds] = await page.evaluate(async () => {
    const startedAt = performance.now();
    const passkey = await api.passkeys.upgradeAfterLogin(api.auth);
    return [passkey, performance.now() - startedAt] as const;
  });
  expect(upgraded).toBeNull();
  expect(milliseconds).toBeLessThan(10_000);
  expect(await page.evaluate(() => api.codeOf(api.passkeys.registerPasskey(api.auth)))).toBeNull();
});

test('the browser forgets a removed passkey, and an unknown one when it is used', async () => {
  const { passkey, person } = await register();
  // A removal needs a proof with the passkey itself.
  await logOut();
  await logIn();
  await page.evaluate((id) => api.passkeys.removePasskey(api.auth, id), passkey.id);
  await until('the signal', async () => (await stored()).length === 0);
  expect(await page.evaluate(() => api.auth.currentUser?.username)).toBe(person.username);

  await logOut();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await devtools.send('WebAuthn.addCredential', {
    authenticatorId,
    credential: {
      credentialId: randomBytes(32).toString('base64'),
      isResidentCredential: true,
      rpId: 'localhost',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      userHandle: randomBytes(32).toString('base64'),
      signCount: 0,
    },
  });
  expect(await page.evaluate(() => api.codeOf(api.passkeys.logInWithPasskey(api.auth)))).toBe(
    'PASSKEY_UNKNOWN',
  );
  await until('the signal', async () => (await stored()).length === 0);
});

test('the browser shows the new username', async () => {
  const { person } = await register();
  const username = `${person.username.slice(0, 20)}-new`;
  await world.sql('update users set username = $2 where id = $1', [person.id, username]);
  await page.evaluate(() => api.passkeys.syncPasskeys(api.auth));
  await until('the new name', async () => (await stored())[0]?.userName === username);
});

test('a second passkey on the same authenticator is refused', async () => {
  const { person } = await register();
  await logOut();
  expect(await logIn()).toBe(person.username);
  expect(await page.evaluate(() => api.codeOf(api.passkeys.registerPasskey(api.auth)))).toBe(
    'PASSKEY_ALREADY_REGISTERED',
  );
});

test('a user whom the authenticator does not verify is not logged in, and keeps the passkey', async () => {
  await register();
  await logOut();
  await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  expect(await page.evaluate(() => api.codeOf(api.passkeys.logInWithPasskey(api.auth)))).toBe(
    'PASSKEY_CANCELLED',
  );
  expect(await stored()).toHaveLength(1);
});

test('a page of another origin gets an error of its own', async () => {
  await openPage(origin.replace('localhost', '127.0.0.1'));
  expect(await page.evaluate(() => api.codeOf(api.passkeys.logInWithPasskey(api.auth)))).toBe(
    'PASSKEY_WRONG_ORIGIN',
  );
});

test('a passkey confirms the identity', async () => {
  const { person } = await register();
  const token = await page.evaluate(() => api.auth.accessToken());
  await ageSession(world, String(token));
  const confirmed = await page.evaluate(async () => {
    const challenge = await api.auth.startConfirmation();
    return api.passkeys.confirmWithPasskey(api.auth, challenge);
  });
  expect(confirmed.username).toBe(person.username);
});
