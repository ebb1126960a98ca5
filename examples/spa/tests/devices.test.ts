import type { Browser, Page } from 'playwright-core';
import { dropDatabase, makeDatabase } from '../../../tests/support/databases.ts';
import { findFaults } from './accessibility.ts';
import { openBrowser } from './browser.ts';
import type { BuiltApp } from './built-app.ts';
import {
  goHome,
  inBrowser,
  logIn,
  logOut,
  lookAgain,
  openAccount,
  show,
  signUp,
  startApp,
  stored,
  Visit,
} from './visit.ts';

const ended = /The service has ended your session/;

/** What the page asks users to name to support. */
const numberIn = async (page: Page): Promise<string> =>
  /name this number: (\S+)/.exec(await page.getByRole('status').first().innerText())?.[1] ?? '';

const devices = (page: Page) => page.locator('.cards > li');

inBrowser("the app's list of devices", () => {
  let database: string;
  let browser: Browser;
  let app: BuiltApp;
  /** Two browsers of one user. */
  let visits: [Visit, Visit];
  let mine: Page;
  let other: Page;

  beforeAll(async () => {
    database = await makeDatabase();
    browser = await openBrowser();
    app = await startApp(database, 'local');
  });
  beforeEach(async () => {
    visits = [await Visit.begin(browser, app), await Visit.begin(browser, app)];
    mine = await visits[0].openTab();
    const person = await signUp(mine);
    other = await visits[1].openTab();
    await logIn(other, person, person.password);
    await other.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
    await openAccount(mine);
    await devices(mine).nth(1).waitFor();
  });
  afterEach(() => Promise.all(visits.map(({ context }) => context.close())));
  afterAll(async () => {
    await app.stop();
    await browser.close();
    await dropDatabase(database);
  });

  test('ends the session of another browser, and that browser says why, also after a reload', async () => {
    await show(mine, 'devices');
    expect(await findFaults(mine)).toEqual([]);
    expect(await devices(mine).getByRole('heading').allInnerTexts()).toEqual([
      'Chrome on Linux',
      'Chrome on Linux',
    ]);
    await devices(mine).first().getByText('This device').waitFor();
    await mine.getByRole('button', { name: 'Log out: Chrome on Linux' }).last().click();
    await mine.getByText('Logged out: Chrome on Linux').waitFor();
    expect(await devices(mine).count()).toBe(1);

    await lookAgain(other);
    await other.getByText(ended).waitFor();
    await other.getByText('a logout on another device').waitFor();
    await show(other, 'ended-elsewhere');
    expect(await findFaults(other)).toEqual([]);
    const requestId = await numberIn(other);
    // Operators find the request in the service's log.
    expect(app.output).toContain(requestId);
    await other.reload();
    await other.getByText(ended).waitFor();
    expect(await numberIn(other)).toBe(requestId);
    expect(await stored(other)).toMatchObject({ end: { reason: 'ended', requestId } });
  });

  test('ends all other sessions, and keeps this one', async () => {
    await mine.getByRole('button', { name: 'Log out all other devices' }).click();
    await mine.getByText('Other devices that have been logged out: 1').waitFor();
    expect(await devices(mine).count()).toBe(1);
    expect(await mine.getByRole('button', { name: 'Log out all other devices' }).count()).toBe(0);
    await lookAgain(other);
    await other.getByText(ended).waitFor();
    await goHome(mine);
    await lookAgain(mine);
    await mine.getByText('Refreshed: 1').waitFor();
  });

  test('says in each tab of this browser why the session ended', async () => {
    const tab = await visits[0].openTab();
    await tab.getByRole('heading', { name: /^Hello/ }).waitFor();
    await logOut(tab);
    await tab.getByText('You are logged out.', { exact: true }).waitFor();
    await mine.getByText('Another tab of this browser has logged out').waitFor();
  });
});
