import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { Person } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase, statement } from '../../../tests/support/databases.ts';
import type { Example } from '../../../tests/support/example.ts';
import { makeFolder } from '../../../tests/support/left-behind.ts';
import { findFaults } from './accessibility.ts';
import { openBrowser } from './browser.ts';
import { mailTo } from './mail-folder.ts';
import { inBrowser, logIn, show, signUp, startApp, stored, Visit } from './visit.ts';

const days = 24 * 60 * 60 * 1_000;

inBrowser("the end of an account's life in the app", () => {
  let database: string;
  let browser: Browser;
  let app: Example;
  let folder: string;
  let visit: Visit;
  let page: Page;
  let person: Person;

  beforeAll(async () => {
    database = await makeDatabase();
    browser = await openBrowser();
    folder = makeFolder();
    app = await startApp(database, 'local', { DATA_DIR: folder, ACCESS_TOKEN_TTL: '15m' });
  });
  beforeEach(async () => {
    await statement(database, 'delete from throttle_counters');
    visit = await Visit.begin(browser, app);
    page = await visit.openTab();
    person = await signUp(page);
  });
  afterEach(() => visit.context.close());
  afterAll(async () => {
    await app.stop();
    await browser.close();
    await dropDatabase(database);
  });

  /** The login is too long ago, so that the dialog opens. */
  const letPass = () =>
    statement(database, "update sessions set authenticated_at = now() - interval '11 minutes'");
  const confirm = async () => {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Your password').fill(person.password);
    await dialog.getByRole('button', { name: 'Confirm' }).click();
  };
  const deleteAccount = async () => {
    await page.getByRole('button', { name: 'Delete account' }).click();
    await page.getByRole('button', { name: 'Delete my account' }).click();
  };
  const greeting = () => page.getByRole('heading', { name: `Hello ${person.username}` });

  test('downloads what the service stores, after a confirmation', async () => {
    await letPass();
    await page.getByRole('button', { name: 'Your data' }).click();
    await page.getByRole('heading', { name: 'Your data' }).waitFor();
    await show(page, 'data');
    expect(await findFaults(page)).toEqual([]);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download my data' }).click();
    await confirm();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('my-data.json');
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).not.toContain('__typename');
    const { exportedAt, sections } = JSON.parse(text);
    expect(Date.now() - Date.parse(exportedAt)).toBeLessThan(60_000);
    const account = sections.find(({ name }: { name: string }) => name === 'account');
    expect(account.entries[0]).toMatchObject({ username: person.username, email: person.email });
    await page.getByText('Your data has been downloaded.').waitFor();
  });

  test('closes the account after a confirmation, says until when, and logs out every tab', async () => {
    const other = await visit.openTab();
    await other.getByText(person.email, { exact: true }).waitFor();
    await letPass();
    await page.getByRole('button', { name: 'Delete account' }).click();
    await show(page, 'delete');
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await confirm();
    await page.getByRole('heading', { name: 'Your account is closed' }).waitFor();
    const [, due = ''] = /Until (.*?), you can/.exec(await page.innerText('main')) ?? [];
    expect(Math.round((Date.parse(due) - Date.now()) / days)).toBe(14);
    await show(page, 'goodbye');
    expect(await findFaults(page)).toEqual([]);
    expect((await stored(page))?.refreshToken).toBeUndefined();
    await other.getByText('Another tab of this browser logged out').waitFor();
    await page.getByRole('button', { name: 'Go to the login' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  test('keeps the account if the user cancels the dialog', async () => {
    await letPass();
    await deleteAccount();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Confirm your identity').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await greeting().waitFor();
  });

  test('restores the account at the login', async () => {
    await deleteAccount();
    await page.getByRole('button', { name: 'Go to the login' }).click();
    await logIn(page, person, person.password);
    await page.getByRole('heading', { name: 'Restore your account?' }).waitFor();
    await show(page, 'restore-at-login');
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start again' }).click();
    await logIn(page, person, person.password);
    await page.getByRole('button', { name: 'Restore my account' }).click();
    await greeting().waitFor();
    await page.reload();
    await greeting().waitFor();
  });

  test('restores the account by the link of the mail, in another browser, by one click', async () => {
    await deleteAccount();
    const { link } = await mailTo(folder, person.email, '/restore-account#token=');
    const elsewhere = await Visit.begin(browser, app);
    const opened = await elsewhere.openTab(link);
    await opened.getByRole('heading', { name: 'Keep your account?' }).waitFor();
    expect(new URL(opened.url()).hash).toBe('');
    expect(elsewhere.count('restoreAccount')).toBe(0);
    await show(opened, 'restore-by-link');
    expect(await findFaults(opened)).toEqual([]);
    await opened.getByRole('button', { name: 'Keep my account' }).click();
    await opened.getByRole('heading', { name: 'Your account stays' }).waitFor();
    await opened.getByRole('button', { name: 'Continue' }).click();
    await logIn(opened, person, person.password);
    await opened.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();

    const again = await elsewhere.openTab(link);
    await again.getByRole('button', { name: 'Keep my account' }).click();
    await again.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await elsewhere.context.close();
  });
});

inBrowser('an account that the service deletes at once', () => {
  test('is deleted, and the page offers no restoration', async () => {
    const database = await makeDatabase();
    const browser = await openBrowser();
    const app = await startApp(database, 'cookie', {
      DATA_DIR: makeFolder(),
      ACCESS_TOKEN_TTL: '15m',
      ACCOUNT_DELETION_DELAY: '0s',
    });
    const page = await (await Visit.begin(browser, app)).openTab();
    await signUp(page);
    await page.getByRole('button', { name: 'Delete account' }).click();
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('heading', { name: 'Your account is deleted' }).waitFor();
    expect(await page.innerText('main')).not.toContain('restore');
    await app.stop();
    await browser.close();
    await dropDatabase(database);
  });
});
