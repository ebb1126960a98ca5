import type { Browser, Page } from 'playwright-core';
import { makePerson } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase } from '../../../tests/support/databases.ts';
import { findFaults } from './accessibility.ts';
import { openBrowser } from './browser.ts';
import type { BuiltApp } from './built-app.ts';
import {
  fillSignup,
  inBrowser,
  isFocused,
  logIn,
  logOut,
  show,
  signUp,
  startApp,
  Visit,
  watch,
} from './visit.ts';

inBrowser("the app's URLs", () => {
  let database: string;
  let browser: Browser;
  let app: BuiltApp;
  let visit: Visit;
  let page: Page;
  /** What the browser complains about. */
  let complaints: string[];

  beforeAll(async () => {
    database = await makeDatabase();
    browser = await openBrowser();
    app = await startApp(database, 'cookie', { ACCESS_TOKEN_TTL: '15m' });
  });
  beforeEach(async () => {
    visit = await Visit.begin(browser, app);
    complaints = watch(visit.context);
    page = await visit.openTab();
  });
  afterEach(async () => {
    await visit.context.close();
    expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await app.stop();
    await browser.close();
    await dropDatabase(database);
  });

  const at = (path: string) => page.waitForURL(app.url + path);
  const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
  test('each form has its own, with a title, and the back button works', async () => {
    await at('/login');
    await heading('Log in');
    expect(await isFocused(page, 'Username or email')).toBe(true);
    for (const [link, path, title] of [
      ['Sign up', '/signup', 'Sign up'],
      ['Log in', '/login', 'Log in'],
      ['Forgot your password?', '/forgot', 'Forgot your password?'],
    ] as const) {
      await page.getByRole('link', { name: link }).click();
      await at(path);
      await heading(title);
      expect(await page.title()).toMatch(new RegExp(`^${title.replace('?', '[?]')} · `));
    }
    await page.goBack();
    await page.goBack();
    await at('/signup');
    await heading('Sign up');
    await page.reload();
    await heading('Sign up');
  });

  test('a protected page asks for a login, and then comes back, also after a sign-up', async () => {
    await page.goto(`${app.url}/account`);
    await at('/login');
    await page.getByRole('link', { name: 'Sign up' }).click();
    const person = makePerson();
    await fillSignup(page, person);
    await heading('Your account');
    await at('/account');
    expect(await page.title()).toMatch(/^Your account · /);

    await page.goto(`${app.url}/login`);
    await at('/');
    await logOut(page);
    await heading('Log in');
    await page.goto(`${app.url}/account`);
    await logIn(page, person, person.password);
    await heading('Your account');
    await at('/account');
    // The form to log in is not on the way back.
    await page.goBack();
    expect(new URL(page.url()).pathname).not.toBe('/account');
    await heading(`Hello ${person.username}`);
  });

  test('a URL that is no page says so', async () => {
    await page.goto(`${app.url}/no/such/page`);
    await heading('Page not found');
    expect(await findFaults(page)).toEqual([]);
  });

  test('the page is never white on a slow network, knows the last name, and does not jump', async () => {
    const person = await signUp(page);
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push(Reflect.get(entry, 'value'));
      }).observe({ type: 'layout-shift', buffered: true });
    });
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let load: () => void = () => undefined;
    const loaded = new Promise<void>((resolve) => {
      load = resolve;
    });
    await page.route('**/*.js', async (route) => {
      await loaded;
      await route.continue();
    });
    await page.route('**/graphql', async (route) => {
      await answered;
      await route.continue();
    });
    // The page itself is there, and nothing else.
    await page.goto(app.url, { waitUntil: 'commit' });
    await page.locator('.bone').first().waitFor();
    await page.getByText('Loading…', { exact: true }).waitFor();
    await show(page, 'slow-page');
    expect(await findFaults(page)).toEqual([]);
    load();
    await heading(`Hello ${person.username}`);
    await page.locator('main[aria-busy="true"]').waitFor();
    await show(page, 'slow-session');
    expect(await findFaults(page)).toEqual([]);
    answer();
    await page.getByText(person.email, { exact: true }).waitFor();
    expect(await page.evaluate(() => Reflect.get(globalThis, 'shifts'))).toEqual([]);
    await page.unrouteAll({ behavior: 'wait' });
    await logOut(page);
    await heading('Log in');
    expect(await page.evaluate(() => localStorage.getItem('last-name'))).toBeNull();
  });
});
