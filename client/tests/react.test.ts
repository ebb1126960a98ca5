import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { launchOptions } from '../../tests/support/chromium.ts';
import { makePerson, type Person } from '../../tests/support/client.ts';
import { mailedTo } from '../../tests/support/mailed.ts';
import { within } from '../../tests/support/patience.ts';
import { codeOf } from '../../tests/support/totp.ts';
import { World } from '../../tests/support/world.ts';
import { bundle } from './bundle.ts';
import { serveReactPage } from './react-page/serve.ts';
import type * as server from './react-page/server.tsx';

let world: World;
let browser: Browser;
let pages: Awaited<ReturnType<typeof serveReactPage>>;
let context: BrowserContext;
let failures: string[];

beforeAll(async () => {
  pages = await serveReactPage();
  world = await World.start({
    env: {
      CORS_ORIGINS: pages.origin,
      PASSKEY_RP_ID: 'localhost',
      PASSKEY_ORIGINS: pages.origin,
      REFRESH_TOKEN_COOKIE: 'true',
      SMTP_URL: 'smtp://127.0.0.1:9',
    },
  });
  browser = await chromium.launch(launchOptions());
});
afterAll(async () => {
  await browser?.close();
  pages?.close();
  await world?.stop();
});
beforeEach(async () => {
  failures = [];
  context = await browser.newContext({ locale: 'en', acceptDownloads: true });
  context.setDefaultTimeout(within(10_000));
});
afterEach(async () => {
  await context.close();
  expect(failures).toEqual([]);
});

async function open(place = '/', query = ''): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => failures.push(String(error)));
  // Such as warnings of React.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      failures.push(message.text());
  });
  const [pathname, hash = ''] = place.split('#');
  const uri = encodeURIComponent(world.url.replace('127.0.0.1', 'localhost'));
  await page.goto(`${pages.origin}${pathname}?uri=${uri}${query}#${hash}`);
  return page;
}

const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const type = (page: Page, label: string, text: string) => page.getByLabel(label, { exact: true }).fill(text);

/** axe finds nothing. */
async function inspect(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  expect(found).toEqual([]);
}

async function logIn(page: Page, identifier: string, password: string): Promise<void> {
  await type(page, 'Username or email', identifier);
  await type(page, 'Password', password);
  await press(page, 'Log in');
}

/** A new user who is logged in on this page. */
async function enter(page: Page): Promise<Person> {
  const person = await world.addPerson();
  await logIn(page, person.username, person.password);
  await heading(page, `Hello ${person.username}`);
  return person;
}

async function choose(page: Page, action: string): Promise<void> {
  await page.getByRole('button', { name: /^Your account:/ }).click();
  await press(page, action);
}

/** The problems of a form have the focus, and what the user has typed is still there. */
async function refused(page: Page, title: string, message: string): Promise<void> {
  const summary = page.getByRole('group', { name: title });
  await summary.getByText(message).first().waitFor();
  expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
}

test('a new user signs up, logs out, and logs in after mistakes', async () => {
  const { username, email, password } = makePerson();
  const page = await open();
  await heading(page, 'Log in');
  await inspect(page);
  await press(page, 'Sign up');
  await heading(page, 'Sign up');
  await type(page, 'Username', username);
  await type(page, 'Email', email);
  await press(page, 'Sign up');
  await refused(page, 'Something is missing or wrong', 'Fill in this field.');
  await type(page, 'Password', 'short');
  await page.getByLabel('Show the password').check();
  expect(await page.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('text');
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await refused(page, 'Something is missing or wrong', 'This password is too short. Add another word.');
  await inspect(page);
  await page.getByRole('link', { name: /too short/ }).click();
  const input = page.getByLabel('Password', { exact: true });
  expect(await input.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await input.getAttribute('aria-invalid')).toBe('true');
  await input.fill(password);
  await press(page, 'Sign up');
  await heading(page, `Hello ${username}`);
  await inspect(page);

  await choose(page, 'Log out');
  await page.getByText('You are logged out.').waitFor();
  await logIn(page, username, `not ${password}`);
  await refused(page, 'Something is missing or wrong', 'Wrong password, or there is no such account.');
  expect(await page.getByLabel('Username or email').inputValue()).toBe(username);
  await page.route('**/graphql', (route) => route.abort());
  await type(page, 'Password', password);
  await press(page, 'Log in');
  await refused(page, 'No connection', 'The service did not answer.');
  await page.unroute('**/graphql');
  await press(page, 'Log in');
  await heading(page, `Hello ${username}`);
  await page.reload();
  await heading(page, `Hello ${username}`);
});

test('the button counts down after too many attempts, keeps the focus while it sends, and sends once', async () => {
  const { username, password } = await world.addPerson();
  const page = await open();
  // The page's clock runs ahead later, so that the countdown can be long.
  await page.clock.install();
  await type(page, 'Username or email', username);
  await type(page, 'Password', password);
  const button = page.locator('form:not(.plain) button');
  const sent: string[] = [];
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('startLogin(')) return route.continue();
    sent.push(route.request().postData() ?? '');
    await answered;
    const extensions = { code: 'RATE_LIMITED', retryAfterSeconds: 100 };
    await route.fulfill({
      headers: {
        'access-control-allow-origin': pages.origin,
        'access-control-allow-credentials': 'true',
      },
      json: { errors: [{ message: 'Too many attempts.', extensions }] },
    });
  });
  await button.dblclick();
  await page.getByText('Sending…').waitFor();
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  answer();
  await refused(page, 'Please wait', 'Too many attempts.');
  await page.getByRole('button', { name: /^Try again in \d+ seconds/ }).waitFor();
  await inspect(page);
  expect(sent).toHaveLength(1);
  await page.unroute('**/graphql');
  await page.clock.fastForward(100_000);
  await press(page, 'Log in');
  await heading(page, `Hello ${username}`);
});

test('a forgotten password is replaced by the code, and by the link, which works once', async () => {
  const { username, email } = await world.addPerson();
  const page = await open();
  await press(page, 'Forgot your password?');
  await heading(page, 'Forgot your password?');
  await inspect(page);
  await type(page, 'Email', email);
  await press(page, 'Send the mail');
  await heading(page, 'Check your mail');
  await type(page, 'Code from the mail', 'BCDF-GHJK');
  await type(page, 'New password', 'a lake between the hills');
  await press(page, 'Change the password');
  await refused(page, 'The code was not accepted', 'The code is wrong or has expired.');
  await inspect(page);
  const { token, code } = await mailedTo(world, email);
  await type(page, 'Code from the mail', code);
  await press(page, 'Change the password');
  await heading(page, 'Your password has been changed');
  await inspect(page);

  const other = await open(`/reset#token=${token}`);
  await heading(other, 'Choose a new password');
  expect(new URL(other.url()).hash).toBe('');
  await type(other, 'New password', 'a bridge over the river');
  await press(other, 'Change the password');
  await heading(other, 'This link does not work');
  await inspect(other);
  await press(other, 'Request a new mail');
  await heading(other, 'Log in');
  // The token is forgotten as soon as its page is closed.
  await other.evaluate(() => {
    history.pushState(null, '', `/reset${location.search}`);
    dispatchEvent(new PopStateEvent('popstate'));
  });
  await other.getByText('The link is incomplete.').waitFor();
  await press(other, 'Request a new mail');
  await logIn(other, username, 'a lake between the hills');
  await heading(other, `Hello ${username}`);
});

test('a link verifies the email of a user who logs in first; a code does so in the settings', async () => {
  const page = await open();
  const { email, username, password } = await enter(page);
  await choose(page, 'Settings');
  await heading(page, 'Your account');
  await press(page, 'Confirm your email');
  await heading(page, 'Check your mail');
  await inspect(page);
  const { token, code } = await mailedTo(world, email);
  await press(page, 'Back to your account');
  await heading(page, 'Your account');

  await context.clearCookies();
  const other = await open(`/verify#token=${token}`);
  await other.getByText('Log in to the account that this mail is for.').waitFor();
  await logIn(other, username, password);
  await heading(other, 'Confirm your email');
  await inspect(other);
  await press(other, 'Confirm the email');
  await heading(other, 'Your email is confirmed');
  expect(code).not.toBe('');
});

test('two-step login is set up in the settings, and a login then asks for it', async () => {
  const page = await open();
  const { username, password } = await enter(page);
  await choose(page, 'Settings');
  await heading(page, 'Your account');
  await inspect(page);
  await press(page, 'Set up an authenticator app');
  await heading(page, 'Set up an authenticator app');
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
  await inspect(page);
  const secret = (await page.locator('.secret').innerText()).replace(/\s/g, '');
  await type(page, 'Code from the app', '000000');
  await press(page, 'Continue');
  await refused(page, 'The code was not accepted', 'This code is not valid.');
  await type(page, 'Code from the app', codeOf(secret));
  await press(page, 'Continue');
  await heading(page, 'Store your recovery codes');
  const [recoveryCode = ''] = await page.locator('.codes li').allInnerTexts();
  await inspect(page);
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
  expect(download.suggestedFilename()).toBe('recovery-codes.txt');
  await press(page, 'I have stored the codes');
  await page.getByText('Two-step login is set up').waitFor();
  await world.sql('update totp_credentials set last_step = last_step - 10');

  await page.goBack();
  await choose(page, 'Log out');
  await logIn(page, username, password);
  await heading(page, 'One more step');
  await inspect(page);
  await press(page, 'Back to the login');
  await logIn(page, username, password);
  await heading(page, 'One more step');
  const field = page.getByLabel('Code from your authenticator app');
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  await field.fill('000000');
  await press(page, 'Continue');
  await refused(page, 'The code was not accepted', 'This code is not valid.');
  await field.fill(codeOf(secret));
  await press(page, 'Continue');
  await heading(page, `Hello ${username}`);
  await choose(page, 'Log out');
  await logIn(page, username, password);
  await press(page, 'Use a recovery code');
  await type(page, 'Recovery code', recoveryCode);
  await press(page, 'Continue');
  await heading(page, `Hello ${username}`);
});

test('the settings change the account, ask who the user is, and show what another tab has changed', async () => {
  const page = await open();
  const { username, email, password } = await enter(page);
  await choose(page, 'Settings');
  await heading(page, 'Your account');
  const other = await open('/settings');
  await heading(other, 'Your account');
  // Chromium draws a page in the background once a second, and each click waits for two drawings.
  await page.bringToFront();

  await world.sql("update sessions set authenticated_at = now() - interval '1 hour'");
  await press(page, 'Change your username');
  await type(page, 'New username', `${username}2`);
  await press(page, 'Change the username');
  const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await inspect(page);
  await dialog.getByLabel('Password', { exact: true }).fill(`not ${password}`);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByText('This is not your current password.').first().waitFor();
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Your username has been changed.').waitFor();
  await page.getByText(`${username}2`, { exact: true }).waitFor();
  await other.evaluate(() => dispatchEvent(new Event('focus')));
  await other.getByText(`${username}2`, { exact: true }).waitFor();

  await press(page, 'Change your password');
  await type(page, 'Current password', password);
  await type(page, 'New password', 'a lake between the hills');
  await press(page, 'Change the password');
  await page.getByText('Your password has been changed, and all other devices').waitFor();

  await press(page, 'Change your email');
  await type(page, 'New email', `new.${email}`);
  await press(page, 'Send the mail');
  await heading(page, 'Check your mail');
  await type(page, 'Code from the mail', (await mailedTo(world, `new.${email}`)).code);
  await press(page, 'Continue');
  await page.getByText('Your email has been changed').waitFor();
  await page.getByText(`new.${email}`).waitFor();

  const download = page.waitForEvent('download');
  await press(page, 'Download your data');
  expect((await download).suggestedFilename()).toBe('account-data.json');
  await press(page, 'Delete your account');
  await heading(page, 'Delete your account');
  await inspect(page);
  await press(page, 'Delete the account');
  await page.getByText(/^The account and its data will be deleted on/).waitFor();
  await heading(other, 'Log in');
  await logIn(page, `${username}2`, 'a lake between the hills');
  await heading(page, 'Your account will be deleted');
  await inspect(page);
  await press(page, 'Restore the account');
  await heading(page, 'Your account');
});

test('a passkey is added, renamed, logs in, and is removed', async () => {
  const page = await open();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const { username } = await enter(page);
  await choose(page, 'Settings');
  await press(page, 'Add a passkey');
  await page.getByLabel('Name (optional)').fill('Laptop');
  await press(page, 'Add the passkey');
  await page.getByText('You have a new passkey: Laptop').waitFor();
  await inspect(page);
  await press(page, 'Rename: Laptop');
  await type(page, 'Name', 'Work laptop');
  await press(page, 'Save the name');
  await page.getByText('The passkey has a new name.').waitFor();
  await page.goBack();
  // The autofill of the login form would use the passkey at once.
  await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });
  await choose(page, 'Log out');
  await heading(page, 'Log in');
  await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
  await press(page, 'Log in with a passkey');
  await heading(page, `Hello ${username}`);
  await choose(page, 'Settings');
  await press(page, 'Remove: Work laptop');
  await press(page, 'Remove the passkey');
  await page.getByText('You have no passkeys yet.').waitFor();
});

test('tabs share the session, which survives an unreachable service', async () => {
  const page = await open();
  const other = await open();
  await page.bringToFront();
  const { username } = await enter(page);
  await heading(other, `Hello ${username}`);
  await page.route('**/graphql', (route) => route.abort());
  await page.reload();
  await heading(page, 'Reconnecting…');
  await inspect(page);
  await page.unroute('**/graphql');
  await heading(page, `Hello ${username}`);

  await page.route('**/graphql', (route) => route.abort());
  await choose(page, 'Log out');
  await page.getByText('You are logged out here, but the service does not answer').waitFor();
  await other.getByText('Another tab of this browser has logged out.').waitFor();
  await page.unroute('**/graphql');
  await page.getByText('You are logged out.', { exact: true }).waitFor();
  const [{ count } = { count: -1 }] = await world.sql<{ count: number }>(
    'select count(*)::int as count from sessions join users on users.id = user_id where username = $1 and revoked_at is null',
    [username],
  );
  expect(count).toBe(0);
});

test('in German, with parts of the app, and with parts that wrap the input', async () => {
  const page = await open('/', '&lang=de');
  await heading(page, 'Anmelden');
  await press(page, 'Anmelden');
  await refused(page, 'Etwas fehlt oder stimmt nicht', 'Füllen Sie dieses Feld aus.');
  await press(page, 'Registrieren');
  await heading(page, 'Registrieren');

  const plain = await open('/plain');
  expect(await plain.locator('.auth.max-w-sm button[data-slot="button"].bg-primary').count()).toBeGreaterThan(
    0,
  );
  await logIn(plain, 'nobody', 'wrong password');
  await refused(plain, 'Something is missing or wrong', 'Wrong password, or there is no such account.');
  const input = plain.getByLabel('Password', { exact: true });
  expect(await input.getAttribute('class')).toBe('rounded border');
  const described = (await input.getAttribute('aria-describedby')) ?? '';
  expect(await plain.locator(`[id="${described}"]`).innerText()).toContain('Wrong password');

  const material = await open('/material');
  await press(material, 'Sign up');
  await refused(material, 'Something is missing or wrong', 'Fill in this field.');
  const broken = material.locator('.text-field[data-error="true"]');
  await broken.nth(2).waitFor();
  expect(await broken.count()).toBe(3);
  await material.getByLabel('Show the password').check();
  const { username, email, password } = makePerson();
  await type(material, 'Username', username);
  await type(material, 'Email', email);
  await type(material, 'Password', password);
  await press(material, 'Sign up');
  await heading(material, 'You are logged in');
});

test('a server renders the session as loading, or with the user that it knows', async () => {
  const [chunk] = await bundle("export * from 'client/tests/react-page/server.tsx';", { isForNode: true });
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'react-')), 'server.mjs');
  await writeFile(file, chunk?.code ?? '');
  const { render } = (await import(pathToFileURL(file).href)) as typeof server;
  await rm(path.dirname(file), { recursive: true });
  const user = { id: '1', username: 'alice', email: null, isActive: true };
  expect(render()).toBe('<p>loading</p><p>Loading</p>');
  expect(render(user)).toBe('<p>authenticated</p><p>Hello alice</p>');
  expect(render(null)).toContain('<p>anonymous</p><div class="auth"><section');
});
