import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { dropDatabase, makeDatabase } from '../../../tests/support/databases.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { openBrowser } from './browser.ts';
import type { BuiltApp } from './built-app.ts';
import { expiry, holdRefreshes, inBrowser, lookAgain, looked, signUp, startApp, Visit } from './visit.ts';

inBrowser('the app in three tabs', () => {
  let database: string;
  let browser: Browser;
  let app: BuiltApp;

  beforeAll(async () => {
    database = await makeDatabase();
    browser = await openBrowser();
    app = await startApp(database, 'local');
  });
  afterAll(async () => {
    await app.stop();
    await browser.close();
    await dropDatabase(database);
  });

  test('keeps three tabs logged in that refresh at once, in twenty rounds', async () => {
    const visit = await Visit.begin(browser, app);
    const page = await visit.openTab();
    const person = await signUp(page);
    const tabs = [page, await visit.openTab(), await visit.openTab()];
    for (const tab of tabs) await tab.getByText(person.email).waitFor();
    for (let round = 1; round <= 20; round += 1) {
      await sleep(expiry);
      const before = visit.count('refresh');
      // On a busy machine, one refresh may finish before the next starts. In the first round, they are forced to overlap.
      const releases = round === 1 ? await Promise.all(tabs.map(holdRefreshes)) : [];
      await Promise.all(tabs.map(lookAgain));
      await until('each tab to refresh', () => visit.count('refresh') >= before + releases.length);
      for (const release of releases) release();
      // From here on, the tabs' refreshes go straight to the service.
      if (round === 1) await Promise.all(tabs.map((tab) => tab.unrouteAll({ behavior: 'wait' })));
      await Promise.all(tabs.map((tab) => looked(tab, round)));
    }
    expect(visit.count('refresh')).toBeGreaterThanOrEqual(20);
    // The tabs did race, and those that sent the same token got the same successor.
    const sent = new Set(visit.refreshes.map((refresh) => refresh.sent));
    const brought = new Set(visit.refreshes.map((refresh) => refresh.brought));
    expect(visit.refreshes.length).toBeGreaterThan(sent.size);
    expect(brought.size).toBe(sent.size);
    for (const tab of tabs) await lookAgain(tab);
    for (const tab of tabs) await looked(tab, 21);
    await visit.context.close();
  });
});
