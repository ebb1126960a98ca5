import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { makePerson } from '../../../tests/support/client.ts';
import { World } from '../../../tests/support/world.ts';
import { focused, heading, logInOn, PageVisit, tabTo, visitPages } from './account-page.ts';
import { inBrowser } from './visit.ts';

/** The single-page app of docs/account-pages.md, without a login form. */
const appFor = (auth: string) => `<!doctype html><title>The app</title><h1></h1><script type="module">
  const request = { query: 'mutation { refresh { accessToken user { username } } }' };
  const response = await fetch('${auth}/graphql', {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const { data } = await response.json();
  if (data?.refresh) document.querySelector('h1').textContent = 'Hello ' + data.refresh.user.username;
  else location.replace('${auth}/account/login?returnTo=' + encodeURIComponent(location.href));
</script>`;

inBrowser('the login page for an app', () => {
  let server: Server;
  let world: World;
  let visit: PageVisit;
  let app: string;
  let auth = '';

  visitPages((visited) => {
    ({ visit } = visited);
  });

  const browserOf = () => visit.context.browser();

  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').setHeader('connection', 'close').end(appFor(auth));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    app = `http://localhost:${(server.address() as AddressInfo).port}`;
    world = await World.start({ env: { REFRESH_TOKEN_COOKIE: 'true', CORS_ORIGINS: app } });
    auth = new URL(world.url).origin;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await world.stop();
  });

  const openApp = async (path: string): Promise<Page> => {
    const page = await visit.context.newPage();
    await page.goto(app + path);
    return page;
  };

  test('logs in, and leads back to the page of the app that the user wanted', async () => {
    const person = await world.addPerson();
    const page = await openApp('/orders?id=7#latest');
    await heading(page, 'Log in to your account');
    await logInOn(page, person);
    await heading(page, `Hello ${person.username}`);
    expect(page.url()).toBe(`${app}/orders?id=7#latest`);
    await page.reload();
    await heading(page, `Hello ${person.username}`);
  });

  test('asks before it leads back with a session, so that app and page cannot send the user back and forth', async () => {
    const [person, other] = [await world.addPerson(), await world.addPerson()];
    const page = await openApp('/');
    await logInOn(page, person);
    await heading(page, `Hello ${person.username}`);
    const login = `${auth}/account/login?returnTo=${encodeURIComponent(`${app}/next`)}`;
    await page.goto(login);
    await heading(page, 'You are already logged in');
    await page.getByText(person.username).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, `Hello ${person.username}`);
    expect(page.url()).toBe(`${app}/next`);
    await page.goto(login);
    await page.getByRole('button', { name: 'Log in with another account' }).click();
    await logInOn(page, other);
    await heading(page, `Hello ${other.username}`);
  });

  test('the settings stay where they are, and have a link to the app', async () => {
    const person = await world.addPerson();
    const page = await openApp('/');
    await logInOn(page, person);
    await heading(page, `Hello ${person.username}`);
    await page.goto(`${auth}/account/settings?returnTo=${encodeURIComponent(`${app}/`)}`);
    await heading(page, 'Your account');
    await page.getByRole('link', { name: `Go to ${new URL(app).host}` }).click();
    await heading(page, `Hello ${person.username}`);
  });

  test('without a cookie, the user stays on the page, since the app could not take over the session', async () => {
    const browser = browserOf();
    const without = await World.start({ env: { CORS_ORIGINS: app } });
    const own = await PageVisit.begin(browser as NonNullable<typeof browser>, without);
    const person = await without.addPerson();
    const page = await own.open(`/account/login?returnTo=${encodeURIComponent(`${app}/`)}`);
    await logInOn(page, person);
    await heading(page, 'Your account');
    const link = page.getByRole('link', { name: `Go to ${new URL(app).host}` });
    expect(await link.getAttribute('href')).toBe(`${app}/`);
    expect(own.complaints).toEqual([]);
    await own.context.close();
    await without.stop();
  });
});

inBrowser('the login page', () => {
  let world: World;
  let visit: PageVisit;

  visitPages((visited) => {
    ({ world, visit } = visited);
  });

  const submit = (page: Page) => page.locator('[data-form="login"] [type="submit"]');
  const password = (page: Page) => page.getByRole('textbox', { name: 'Password', exact: true });
  const boxOf = async (page: Page) => JSON.stringify(await submit(page).boundingBox());
  const logIns = () => visit.sent.filter((field) => field === 'startLogin').length;

  test('keeps its layout, its input and the focus through each state of a login', async () => {
    const person = await world.addPerson();
    const page = await visit.open('/account/login');
    const idle = await boxOf(page);
    expect(await focused(page)).toBe('text Username or email');

    // The browser stops empty fields.
    await submit(page).click();
    expect([logIns(), await focused(page)]).toEqual([0, 'text Username or email']);

    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('startLogin(')) await held;
      await route.continue();
    });
    await page.getByLabel('Username or email').fill(person.username);
    await password(page).fill('a wrong guess');
    await submit(page).click();
    await page.getByText('Sending…').waitFor();
    expect(await submit(page).getAttribute('aria-disabled')).toBe('true');
    expect([await submit(page).textContent(), await focused(page), await boxOf(page)]).toEqual([
      'Log in',
      'button Log in',
      idle,
    ]);
    expect(await password(page).isEditable()).toBe(false);

    release();
    await page.getByRole('link', { name: 'Wrong password, or there is no such account.' }).waitFor();
    expect([await focused(page), await boxOf(page)]).toEqual(['password Password', idle]);
    const selected = await page.evaluate(() => document.getSelection()?.toString().length);
    expect(selected).toBe('a wrong guess'.length);
    expect(await password(page).getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.type('x');
    expect(await password(page).getAttribute('aria-invalid')).toBeNull();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(person.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Your account');
    expect(visit.complaints).toEqual([]);
  });

  test('the whole way by keyboard alone: sign up, log in, change the password, log out', async () => {
    const person = makePerson();
    const newPassword = 'another walk along the harbour';
    const page = await visit.open('/account/login');
    const type = (text: string) => page.keyboard.insertText(text);
    const press = (key: string) => page.keyboard.press(key);
    await tabTo(page, 'a No account yet? Sign up');
    await press('Enter');
    await heading(page, 'Sign up');
    expect(await focused(page)).toBe('text Username');
    await type(person.username);
    await tabTo(page, 'text Email');
    await type(person.email);
    await tabTo(page, 'password Password');
    await type(person.password);
    await press('Enter');

    await heading(page, 'Log in to your account');
    expect(await focused(page)).toBe('password Password');
    await type(person.password);
    await press('Enter');
    await heading(page, 'Your account');
    expect(await focused(page)).toBe('h1 Your account');

    await tabTo(page, 'a Change your password');
    await press('Enter');
    await heading(page, 'Change your password');
    await tabTo(page, 'password Current password');
    await type(person.password);
    await tabTo(page, 'password New password');
    await type(newPassword);
    await press('Enter');
    await page.getByText('Your password has been changed').waitFor();
    expect(await focused(page)).toBe('h1 Your account');

    // Of this device, the first in the list.
    await tabTo(page, 'button Log out');
    await press('Enter');
    await page.getByText('You are logged out.').waitFor();
    await tabTo(page, 'text Username or email');
    await type(person.username);
    await tabTo(page, 'password Password');
    await type(newPassword);
    await tabTo(page, 'button Log in');
    await press('Space');
    await heading(page, 'Your account');
    expect(visit.complaints).toEqual([]);
  });

  test('counts down in the button while attempts are limited, then frees it', async () => {
    const page = await visit.open('/account/login');
    // The page's clock runs ahead later, so that the countdown can be long.
    await page.clock.install();
    const errors = [{ message: 'wait', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 100 } }];
    await page.route('**/graphql', (route) => route.fulfill({ json: { data: null, errors } }));
    await logInOn(page, { username: 'alice', email: '', password: 'a wrong guess' });
    await page.getByRole('alert').getByText('Too many attempts.').waitFor();
    await page.getByRole('button', { name: /^Log in \(\d+ s\)$/ }).waitFor();
    expect(await submit(page).getAttribute('aria-disabled')).toBe('true');
    await submit(page).dispatchEvent('click');
    await page.clock.fastForward(100_000);
    await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
    await page.getByText('Too many attempts.').waitFor({ state: 'hidden' });
    expect([await submit(page).getAttribute('aria-disabled'), logIns()]).toEqual(['false', 1]);
  });

  test('shows the password, and says if Caps Lock is on', async () => {
    const page = await visit.open('/account/login');
    await password(page).fill('a secret');
    const button = page.getByRole('button', { name: 'Show the password' });
    await button.click();
    expect([await button.getAttribute('aria-pressed'), await password(page).getAttribute('type')]).toEqual([
      'true',
      'text',
    ]);
    await button.click();
    expect(await password(page).getAttribute('type')).toBe('password');
    const press = (modifierCapsLock: boolean) =>
      password(page).evaluate((input, init) => input.dispatchEvent(new KeyboardEvent('keyup', init)), {
        key: 'a',
        modifierCapsLock,
      });
    await press(true);
    await page.getByText('Caps Lock is on.').waitFor();
    await press(false);
    await page.getByText('Caps Lock is on.').waitFor({ state: 'hidden' });
  });

  test('shows its form before its scripts arrive, and nothing moves when they do', async () => {
    const page = await visit.context.newPage();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(new URL('/account/login', world.url).href, { waitUntil: 'commit' });
    await heading(page, 'Log in to your account');
    await page.waitForFunction(
      () => getComputedStyle(document.querySelector('main') as Element).display === 'grid',
    );
    const before = await boxOf(page);
    release();
    await page.getByRole('button', { name: 'Show the password' }).waitFor();
    expect(await boxOf(page)).toBe(before);
  });
});
