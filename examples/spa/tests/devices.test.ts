import type { Browser, Page } from 'playwright-core';
import { dropDatabase, makeDatabase } from '../../../tests/support/databases.ts';
import { findFaults } from './accessibility.ts';
import { openBrowser } from './browser.ts';
import type { BuiltApp } from './built-app.ts';
import { inBrowser, logIn, lookAgain, show, signUp, startApp, stored, Visit } from './visit.ts';

const ended = 'Your session has ended. Log in again.';

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
    await mine.getByRole('link', { name: 'Your devices' }).click();
    await mine.getByRole('heading', { name: 'Your devices' }).waitFor();
    await mine.getByRole('listitem').nth(1).waitFor();
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
    const names = await mine.getByRole('heading', { level: 2 }).allInnerTexts();
    // The last used one comes first, and both are in use.
    expect(names.toSorted()).toEqual(['Chrome on Linux', 'Chrome on Linux (this device)']);
    await mine.getByRole('button', { name: 'Log out Chrome on Linux' }).click();
    await mine.getByText('is logged out.').waitFor();
    expect(await mine.getByRole('listitem').count()).toBe(1);

    await lookAgain(other);
    await other.getByText(ended, { exact: true }).waitFor();
    await other.getByText('because another device logged it out').waitFor();
    await show(other, 'ended-elsewhere');
    expect(await findFaults(other)).toEqual([]);
    const requestId = await other.locator('code').innerText();
    // Operators find the request in the service's log.
    expect(app.output).toContain(requestId);
    await other.reload();
    await other.getByText(ended, { exact: true }).waitFor();
    expect(await other.locator('code').innerText()).toBe(requestId);
    expect(await stored(other)).toMatchObject({ end: { reason: 'ended', requestId } });
  });

  test('ends all other sessions, and keeps this one', async () => {
    await mine.getByRole('button', { name: 'Log out all other devices' }).click();
    await mine.getByText('All other devices are logged out.').waitFor();
    expect(await mine.getByRole('listitem').count()).toBe(1);
    expect(await mine.getByRole('button', { name: 'Log out all other devices' }).count()).toBe(0);
    await lookAgain(other);
    await other.getByText(ended, { exact: true }).waitFor();
    await mine.getByRole('button', { name: 'Back' }).click();
    await lookAgain(mine);
    await mine.getByText('Refreshed: 1').waitFor();
  });

  test('says in each tab of this browser why the session ended', async () => {
    const tab = await visits[0].openTab();
    await tab.getByRole('heading', { name: /^Hello/ }).waitFor();
    await tab.getByRole('button', { name: 'Log out', exact: true }).click();
    await tab.getByText('You are logged out.', { exact: true }).waitFor();
    await mine.getByText('Another tab of this browser logged out').waitFor();
  });
});
