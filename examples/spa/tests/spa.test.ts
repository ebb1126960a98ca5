import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { makePerson, type Tokens } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase } from '../../../tests/support/databases.ts';
import { makeFolder, until } from '../../../tests/support/left-behind.ts';
import { within } from '../../../tests/support/patience.ts';
import { leaveNothingBehind, start } from '../../../tests/support/service-process.ts';
import { openBrowser } from './browser.ts';
import type { BuiltApp } from './built-app.ts';
import {
  env,
  expiry,
  fillSignup,
  holdRefreshes,
  inBrowser,
  isFocused,
  logIn,
  logOut,
  lookAgain,
  looked,
  openSignup,
  problems,
  show,
  signUp,
  startApp,
  stored,
  Visit,
} from './visit.ts';

leaveNothingBehind();

inBrowser('the app in a browser', () => {
  let database: string;
  let browser: Browser;
  beforeAll(async () => {
    database = await makeDatabase();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await dropDatabase(database);
  });

  describe('with its session in localStorage', () => {
    let app: BuiltApp;
    let visit: Visit;
    let page: Page;

    beforeAll(async () => {
      app = await startApp(database, 'local');
    });
    beforeEach(async () => {
      visit = await Visit.begin(browser, app);
      page = await visit.openTab();
    });
    afterEach(() => visit.context.close());
    afterAll(() => app.stop());

    test('continues after the access token has expired: the click succeeds, with one refresh', async () => {
      await show(page, 'login');
      await signUp(page);
      await show(page, 'account');
      await sleep(expiry);
      await lookAgain(page);
      await looked(page, 1);
      expect(visit.count('refresh')).toBe(1);
    });

    test('refreshes once for ten operations at once', async () => {
      await signUp(page);
      await sleep(expiry);
      // All clicks happen in one turn of the event loop, so React shows the last one's count.
      await page.evaluate(() => {
        const button = [...document.querySelectorAll('button')].find(
          ({ textContent }) => textContent === 'Refresh',
        );
        for (let clicks = 0; clicks < 10; clicks += 1) button?.click();
      });
      await looked(page, 10);
      expect(visit.count('refresh')).toBe(1);
    });

    test('shows a logout in every tab within a second, and a refresh in flight does not log the user back in', async () => {
      const person = await signUp(page);
      const other = await visit.openTab();
      await other.getByText(person.email).waitFor();
      await sleep(expiry);
      const release = await holdRefreshes(other);
      await lookAgain(other);
      await until('a refresh in flight', () => visit.count('refresh') > 0);
      await logOut(page);
      const began = Date.now();
      for (const tab of [page, other]) await tab.getByText(/logged out[.]/).waitFor();
      expect(Date.now() - began).toBeLessThan(within(1_000));
      await show(page, 'logged-out');
      release();
      await sleep(500);
      for (const tab of [page, other]) {
        expect(await tab.getByRole('heading', { name: 'Log in' }).isVisible()).toBe(true);
        expect(await stored(tab)).toEqual({ end: expect.objectContaining({ reason: expect.any(String) }) });
      }
      await page.reload();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
    });

    test('shows a login in every tab', async () => {
      const other = await visit.openTab();
      await other.getByRole('heading', { name: 'Log in' }).waitFor();
      const person = await signUp(page);
      await other.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
      await other.getByText(person.email).waitFor();
    });

    test('continues after a lost refresh response, with the same click', async () => {
      await signUp(page);
      await sleep(expiry);
      let lost = 0;
      await page.route('**/graphql', async (route) => {
        if (!route.request().postData()?.includes('refresh(') || lost > 0) return route.continue();
        lost += 1;
        // The service has responded, but the browser never receives the response.
        await route.fetch();
        await route.abort('connectionreset');
      });
      await lookAgain(page);
      await looked(page, 1);
      expect([lost, visit.count('refresh')]).toEqual([1, 2]);
    });

    test('shows the error of a wrong password, without a refresh', async () => {
      const person = await signUp(page);
      await logOut(page);
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      await logIn(page, person, 'a wrong guess');
      await problems(page).getByText('Wrong password, or there is no such account.').waitFor();
      expect(await problems(page).evaluate((element) => element === document.activeElement)).toBe(true);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      // The link selects the password, so that typing replaces it.
      expect(await isFocused(page, 'Password')).toBe(true);
      await page.keyboard.type('typed over it');
      expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('typed over it');
      await show(page, 'wrong-password');
      expect(visit.count('refresh')).toBe(0);
      await logIn(page, person, person.password);
      await page.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
    });

    test('shows each broken rule at its field', async () => {
      await openSignup(page);
      await fillSignup(page, { username: 'x', email: 'nobody', password: 'short' });
      await problems(page).waitFor();
      for (const label of ['Username', 'Email', 'Password']) {
        const field = page.getByLabel(label, { exact: true });
        expect(await field.getAttribute('aria-invalid')).toBe('true');
        const problem = (await field.getAttribute('aria-describedby'))?.split(' ').at(-1);
        expect(await page.locator(`[id="${problem}"]`).innerText()).not.toBe('');
      }
      await problems(page).getByRole('link').first().click();
      expect(await isFocused(page, 'Username')).toBe(true);
      await show(page, 'broken-rules');
      await page.getByLabel('Username').fill('xy');
      expect(await page.getByLabel('Username').getAttribute('aria-invalid')).toBeNull();
    });

    test('marks a name or email that is taken, and offers to log in', async () => {
      const person = await signUp(page);
      await logOut(page, 'Log out on all devices');
      await page.getByText('You are logged out.', { exact: true }).waitFor();
      await openSignup(page);
      const other = makePerson();
      await fillSignup(page, { ...other, username: person.username });
      await problems(page).getByText('This is taken. Choose another one.').click();
      expect(await isFocused(page, 'Username')).toBe(true);
      expect(await page.getByLabel('Username').getAttribute('aria-invalid')).toBe('true');
      await show(page, 'taken');
      await fillSignup(page, { ...other, email: person.email.toUpperCase() });
      await problems(page).locator('a[href$="-email"]').click();
      expect(await isFocused(page, 'Email')).toBe(true);
      expect(await page.getByLabel('Username').getAttribute('aria-invalid')).toBeNull();
      await page.getByRole('link', { name: 'Log in' }).click();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'Sign up' }).waitFor();
    });

    test('sends an email as it was typed, also where browsers rewrite the domain', async () => {
      const sent: unknown[] = [];
      await page.route('**/graphql', (route) => {
        const { query, variables } = route.request().postDataJSON();
        // The login page has also asked for a passkey's challenge.
        if (query.includes('signup')) sent.push(variables.input);
        return route.abort();
      });
      await openSignup(page);
      await fillSignup(page, { ...makePerson(), email: 'jana@straße.example' });
      await problems(page).getByText('The service did not answer.').waitFor();
      expect(sent).toMatchObject([{ email: 'jana@straße.example' }]);
    });

    test('sends nothing while a field is empty', async () => {
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      // The app loads the texts of errors when it needs them first.
      const links = problems(page).getByRole('link');
      await links.nth(1).waitFor();
      expect(await links.count()).toBe(2);
      expect(visit.count('startLogin')).toBe(0);
    });

    test('counts down, once, until it may try again', async () => {
      const seconds = 2;
      await page.route('**/graphql', (route) =>
        route.fulfill({
          headers: { 'access-control-allow-origin': '*' },
          json: {
            data: null,
            errors: [
              {
                message: `Too many attempts. Try again in ${seconds} seconds.`,
                extensions: { code: 'RATE_LIMITED', retryAfterSeconds: seconds },
              },
            ],
          },
        }),
      );
      await logIn(page, makePerson(), 'a long walk by the river');
      await page.getByRole('button', { name: /^Try again in [12] seconds[.]$/ }).waitFor();
      await show(page, 'limited');
      await page.getByText('Try again in').first().waitFor();
      expect(await page.getByText('Try again in').count()).toBe(1);
      await page.getByLabel('Password', { exact: true }).press('Enter');
      await page.getByRole('button', { name: 'Log in', exact: true }).waitFor();
      expect(visit.count('startLogin')).toBe(1);
    });

    test('says that the account was created when only the login after it fails', async () => {
      await page.route('**/graphql', (route) =>
        /[lL]ogin\(/.test(route.request().postData() ?? '') ? route.abort() : route.continue(),
      );
      await openSignup(page);
      const person = makePerson();
      await fillSignup(page, person);
      await page.getByText('Your account has been created. Log in.', { exact: true }).waitFor();
      expect(await page.getByLabel('Username or email').inputValue()).toBe(person.username);
      await show(page, 'created');
      await page.unroute('**/graphql');
      await page.getByLabel('Password', { exact: true }).fill(person.password);
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      await page.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
    });

    test('shows nothing of one user to the next', async () => {
      const first = await signUp(page);
      await page.evaluate(() => {
        const texts: string[] = [];
        Object.assign(globalThis, { texts });
        const look = () => texts.push(document.body.innerText);
        new MutationObserver(look).observe(document.body, {
          subtree: true,
          childList: true,
          characterData: true,
        });
      });
      await logOut(page);
      await page.getByText('You are logged out.', { exact: true }).waitFor();
      await page.evaluate(() => Reflect.get(globalThis, 'texts').splice(0));
      const second = await signUp(page);
      const texts = await page.evaluate(() => Reflect.get(globalThis, 'texts').join());
      expect(texts).toContain(second.email);
      expect(texts).not.toContain(first.username);
    });

    test('ends the session after its refresh token was stolen and used, and tells the user', async () => {
      await signUp(page);
      const { refreshToken = '' } = (await stored(page)) ?? {};
      const query = 'mutation ($input: RefreshInput) { refresh(input: $input) { refreshToken } }';
      const steal = async (token: string): Promise<string> => {
        const response = await fetch(app.auth, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables: { input: { refreshToken: token } } }),
        });
        return ((await response.json()) as { data: { refresh: Tokens } }).data.refresh.refreshToken;
      };
      // The attacker is two generations ahead, so a lost response cannot explain the page's old token.
      await steal(await steal(refreshToken));
      await sleep(expiry);
      await lookAgain(page);
      await page.getByText('The service has ended your session').waitFor();
      await show(page, 'ended');
      expect(await stored(page)).toEqual({ end: expect.objectContaining({ reason: 'ended' }) });
    });
  });

  test('stays logged in while the service is down, also during a refresh', async () => {
    const app = await startApp(database, 'local');
    const visit = await Visit.begin(browser, app);
    const page = await visit.openTab();
    const person = await signUp(page);
    await sleep(expiry);
    const release = await holdRefreshes(page);
    await lookAgain(page);
    await until('a refresh in flight', () => visit.count('refresh') > 0);
    // The page has loaded, so its server may stop along with the service.
    await app.stop();
    release();
    await page.getByText('You are still logged in.').waitFor();
    await show(page, 'away');
    const again = await start({
      folder: makeFolder(),
      env: {
        ...env,
        DATABASE_URL: database,
        PORT: new URL(app.auth).port,
        CORS_ORIGINS: new URL(app.url).origin,
      },
    });
    await lookAgain(page);
    await looked(page, 1);
    await page.getByText(person.email).waitFor();
    await visit.context.close();
    await again.end('SIGTERM');
  });

  describe('with its refresh token in a cookie', () => {
    let app: BuiltApp;
    let visit: Visit;
    let page: Page;

    beforeAll(async () => {
      app = await startApp(database, 'cookie');
    });
    beforeEach(async () => {
      visit = await Visit.begin(browser, app);
      page = await visit.openTab();
    });
    afterEach(() => visit.context.close());
    afterAll(() => app.stop());

    test('shows no token to scripts, and stays logged in over a reload and an expiry', async () => {
      const person = await signUp(page);
      const [cookie] = await visit.context.cookies(app.auth);
      expect(cookie).toMatchObject({
        name: 'refresh_token',
        httpOnly: true,
        sameSite: 'Strict',
        path: '/graphql',
      });
      const readable = await page.evaluate(() =>
        JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, location.href]),
      );
      expect(readable).not.toContain('eyJ');
      await page.reload();
      await page.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
      await sleep(expiry);
      await lookAgain(page);
      await looked(page, 1);
      await logOut(page);
      await page.getByText('You are logged out.').waitFor();
      await until('the cookie to be gone', async () => (await visit.context.cookies(app.auth)).length === 0);
      await page.reload();
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
    });

    test('shares a login and a logout among tabs', async () => {
      const person = await signUp(page);
      const other = await visit.openTab();
      await other.getByText(person.email).waitFor();
      await logOut(other);
      await page.getByText('Another tab of this browser has logged out.').waitFor();
    });

    test('reports a logout that could not reach the service, and repeats it later', async () => {
      await signUp(page);
      await visit.context.setOffline(true);
      await logOut(page);
      await page.getByText('your session is still open there').waitFor();
      await show(page, 'untold');
      await visit.context.setOffline(false);
      await page.getByText('You are logged out.', { exact: true }).waitFor();
      await until('the cookie to be gone', async () => (await visit.context.cookies(app.auth)).length === 0);
    });

    test('resumes no session by a reload after a logout that did not reach the service', async () => {
      await signUp(page);
      await page.route('**/graphql', (route) => route.abort());
      await logOut(page);
      await page.getByText('your session is still open there').waitFor();
      await page.reload();
      await page.getByRole('heading', { name: 'Reconnecting…' }).waitFor();
      await show(page, 'reconnecting');
      await page.unroute('**/graphql');
      // The browser fires this when the network returns. Otherwise the page would only retry within three seconds.
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      expect(await visit.context.cookies(app.auth)).toEqual([]);
    });

    test('says that it loads, and then that it reconnects, until it knows whether a session is open', async () => {
      const person = await signUp(page);
      let answer: (isAway: boolean) => void = () => undefined;
      const answered = new Promise<boolean>((resolve) => {
        answer = resolve;
      });
      await page.route('**/graphql', async (route) => ((await answered) ? route.abort() : route.continue()));
      await page.reload();
      await page.locator('main[aria-busy="true"]').waitFor();
      await page.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
      expect(await page.getByRole('heading').count()).toBe(1);
      expect(await page.locator('main').locator('a, button').count()).toBe(0);
      answer(true);
      await page.getByRole('heading', { name: 'Reconnecting…' }).waitFor();
      expect(await page.getByLabel('Password', { exact: true }).count()).toBe(0);
      await page.unroute('**/graphql');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
    });

    test('lets a page of another site change nothing, by form or by script', async () => {
      const person = await signUp(page);
      // A different host name for this machine counts as a different site.
      const site = createServer((_request, response) => response.end('<!doctype html><h1>Evil</h1>'));
      await once(site.listen(0, '127.0.0.1'), 'listening');
      const evil = await visit.context.newPage();
      await evil.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
      const outcome = await evil.evaluate(async (url) => {
        const body = JSON.stringify({ query: 'mutation { logout(input: { scope: ALL }) { message } }' });
        const attempt = (headers: Record<string, string>, mode: 'cors' | 'no-cors') =>
          fetch(url, { method: 'POST', credentials: 'include', headers, body, mode }).then(
            ({ status, type }) => `${type} ${status}`,
            () => 'refused',
          );
        return [
          await attempt({ 'content-type': 'application/json' }, 'cors'),
          await attempt({ 'content-type': 'text/plain' }, 'no-cors'),
        ];
      }, app.auth);
      expect(outcome).toEqual(['refused', 'opaque 0']);
      await evil.setContent(
        `<form method="post" enctype="text/plain" action="${app.auth}">
          <input name='{"query":"mutation { logout(input: { scope: ALL }) { message } }","x":"' value='"}'>
          <button>Win</button>
        </form>`,
      );
      await Promise.all([evil.waitForNavigation(), evil.click('button')]);
      expect(await evil.content()).toContain('UNSUPPORTED_MEDIA_TYPE');
      site.close();
      site.closeAllConnections();
      await page.reload();
      await page.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
    });
  });
});
