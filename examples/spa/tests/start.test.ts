import type { Browser } from 'playwright-core';
import { dropDatabase, makeDatabase } from '../../../tests/support/databases.ts';
import { Example } from '../../../tests/support/example.ts';
import { freePort } from '../../../tests/support/free-port.ts';
import { openBrowser } from './browser.ts';
import { env, inBrowser, signUp, stored, Visit, watch } from './visit.ts';

/** The other tests use the built app. */
inBrowser('the app of npm start', () => {
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

  test.each([
    ['a cookie', 'cookie'],
    ['localStorage', 'local'],
  ])('keeps the session in %s, and works', async (_, storage) => {
    const port = await freePort();
    const app = await Example.start('spa', [storage], {
      ...env,
      DATABASE_URL: database,
      DEBUG: 'false',
      CORS_ORIGINS: `http://localhost:${port}`,
      AUTH_PORT: String(await freePort()),
      PORT: String(port),
      WATCH: 'off',
      // tests/support/e2e-setup.ts
      IS_PREPARED: process.env.APP_IS_PREPARED ?? 'false',
    });
    const visit = await Visit.begin(browser, app);
    const complaints = watch(visit.context);
    const page = await visit.openTab();
    const { username } = await signUp(page);
    expect(await visit.context.cookies(app.auth)).toHaveLength(storage === 'cookie' ? 1 : 0);
    expect(typeof (await stored(page))?.refreshToken).toBe(storage === 'local' ? 'string' : 'undefined');
    await page.reload();
    await page.getByRole('heading', { name: `Hello ${username}` }).waitFor();
    await visit.context.close();
    expect(complaints).toEqual([]);
    await app.stop();
  });
});
