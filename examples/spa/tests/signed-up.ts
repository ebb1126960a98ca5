import type { Browser, Page } from 'playwright-core';
import type { Person } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase, statement } from '../../../tests/support/databases.ts';
import { makeFolder } from '../../../tests/support/left-behind.ts';
import { openBrowser } from './browser.ts';
import type { BuiltApp } from './built-app.ts';
import { signUp, startApp, Visit } from './visit.ts';

interface SignedUp {
  database: string;
  browser: Browser;
  app: BuiltApp;
  /** The service's folder, with its mails. */
  folder: string;
  visit: Visit;
  page: Page;
  person: Person;
}

/** Starts the app for the tests of a file; each test begins with a new user in a new browser. */
export function signedUp(env: Readonly<Record<string, string>> = {}): Readonly<SignedUp> {
  const at = {} as SignedUp;
  beforeAll(async () => {
    at.database = await makeDatabase();
    at.browser = await openBrowser();
    at.folder = makeFolder();
    // Long, since these tests are about other waits than that for an expired token.
    at.app = await startApp(at.database, 'local', { DATA_DIR: at.folder, ACCESS_TOKEN_TTL: '15m', ...env });
  });
  beforeEach(async () => {
    await statement(at.database, 'delete from throttle_counters');
    at.visit = await Visit.begin(at.browser, at.app);
    at.page = await at.visit.openTab();
    at.person = await signUp(at.page);
  });
  afterEach(() => at.visit.context.close());
  afterAll(async () => {
    await at.app.stop();
    await at.browser.close();
    await dropDatabase(at.database);
  });
  return at;
}
