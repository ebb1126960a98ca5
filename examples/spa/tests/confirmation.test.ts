import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { makePerson, type Person } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase, statement } from '../../../tests/support/databases.ts';
import type { Example } from '../../../tests/support/example.ts';
import { makeFolder, until } from '../../../tests/support/left-behind.ts';
import { findFaults } from './accessibility.ts';
import { focused, tabTo } from './account-page.ts';
import { openBrowser } from './browser.ts';
import { mailTo } from './mail-folder.ts';
import { inBrowser, show, signUp, startApp, Visit } from './visit.ts';

const title = 'Is it still you?';
const dialogIn = (page: Page) => page.getByRole('dialog', { name: title });

inBrowser('an operation that needs a recent proof of identity', () => {
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

  /** Makes every login look an hour old. */
  const letPass = () =>
    statement(database, "update sessions set authenticated_at = now() - interval '1 hour'");
  const openTab = async () => {
    const tab = await visit.openTab();
    await tab.getByText(person.email).waitFor();
    return tab;
  };
  const openForm = async (tab: Page, what: 'username' | 'email address', value: string) => {
    await tab.getByRole('button', { name: `Change ${what}` }).click();
    await tab.getByLabel(`New ${what}`).fill(value);
  };
  const submit = (tab: Page) => tab.getByRole('button', { name: /^(Change username|Send a mail)$/ }).click();
  const confirm = async (tab: Page, password = person.password) => {
    await dialogIn(tab).getByLabel('Your password').fill(password);
    await dialogIn(tab).getByRole('button', { name: 'Confirm' }).click();
  };
  /** Sends a mutation with the app's own client, without a form. @returns the code of its error, or 'done'. */
  const requestEmailChange = (tab: Page, newEmail: string): Promise<string> =>
    tab.evaluate(async (email) => {
      const load = (path: string) => import(/* @vite-ignore */ path);
      const [{ mutate }, { RequestEmailChangeDocument }] = await Promise.all([
        load('/src/mutate.ts'),
        load('/src/gql/graphql.ts'),
      ]);
      return mutate(RequestEmailChangeDocument, { input: { newEmail: email } }).then(
        () => 'done',
        ({ code }: { code: string }) => code,
      );
    }, newEmail);
  const dialogs = async (tabs: readonly Page[]) => {
    const counts = await Promise.all(tabs.map((tab) => dialogIn(tab).count()));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  const findAsking = async (tabs: readonly Page[]): Promise<Page> => {
    let asking: Page | undefined;
    await until('a dialog', async () => {
      for (const tab of tabs) if (await dialogIn(tab).isVisible()) asking = tab;
      return asking !== undefined;
    });
    return asking as Page;
  };

  test('five operations in three tabs: one dialog, and all five are done afterwards', async () => {
    const tabs = [page, await openTab(), await openTab()] as const;
    const [one, two, three] = tabs;
    const { username } = makePerson();
    await openForm(one, 'username', username);
    await openForm(three, 'email address', 'in.a.form@example.com');
    await letPass();
    await submit(one);
    const outcomes = Promise.all([
      requestEmailChange(one, 'first@example.com'),
      requestEmailChange(two, 'second@example.com'),
      requestEmailChange(two, 'third@example.com'),
    ]);
    await submit(three);
    await until(
      'five refusals',
      () => visit.count('changeUsername') + visit.count('requestEmailChange') === 5,
    );
    const asking = await findAsking(tabs);
    await sleep(1_000);
    expect(await dialogs(tabs)).toBe(1);
    await show(asking, 'confirm');
    await confirm(asking);
    expect(await outcomes).toEqual(['done', 'done', 'done']);
    await one.getByText(`Your username is now ${username}.`).waitFor();
    await three.getByRole('heading', { name: 'Check your mail' }).waitFor();
    await sleep(1_000);
    expect(await dialogs(tabs)).toBe(0);
    expect([visit.count('startConfirmation'), visit.count('confirmIdentity')]).toEqual([1, 1]);
    expect([visit.count('changeUsername'), visit.count('requestEmailChange')]).toEqual([2, 8]);
  });

  test('fails in every tab when the user cancels, keeps what was typed, and asks again the next time', async () => {
    const other = await openTab();
    const { username } = makePerson();
    await openForm(page, 'username', username);
    await letPass();
    const outcome = requestEmailChange(other, 'new@example.com');
    await submit(page);
    await until(
      'both refusals',
      () => visit.count('changeUsername') + visit.count('requestEmailChange') === 2,
    );
    const asking = await findAsking([page, other]);
    // By now, both tabs wait for the answer.
    await sleep(500);
    await asking.keyboard.press('Escape');
    expect(await outcome).toBe('REAUTHENTICATION_REQUIRED');
    await page.getByText('Confirm your identity').waitFor();
    expect(await dialogs([page, other])).toBe(0);
    expect(await page.getByLabel('New username').inputValue()).toBe(username);
    await submit(page);
    await confirm(page);
    await page.getByText(`Your username is now ${username}.`).waitFor();
  });

  test('is asked for in another tab that waits, after the tab with the dialog was closed', async () => {
    const other = await openTab();
    await letPass();
    const outcomes = [page, other].map((tab, at) => requestEmailChange(tab, `e${at}@example.com`));
    for (const outcome of outcomes) outcome.catch(() => undefined);
    await until('both refusals', () => visit.count('requestEmailChange') === 2);
    const asking = await findAsking([page, other]);
    const left = asking === page ? other : page;
    await asking.close();
    await confirm(left);
    expect(await outcomes[left === page ? 0 : 1]).toBe('done');
  });

  test('is asked for in the tab that the user sees', async () => {
    const other = await openTab();
    await openForm(other, 'username', makePerson().username);
    await letPass();
    const outcome = requestEmailChange(page, 'new@example.com');
    await dialogIn(page).waitFor();
    await page.evaluate(() => Object.defineProperty(document, 'hidden', { configurable: true, value: true }));
    await submit(other);
    await confirm(other);
    await other.getByText('Your username is now').waitFor();
    expect(await outcome).toBe('done');
    expect(await dialogIn(page).count()).toBe(0);
  });

  test('can be confirmed with the keyboard, after a wrong password too', async () => {
    const { username } = makePerson();
    await openForm(page, 'username', username);
    await letPass();
    await page.keyboard.press('Enter');
    await dialogIn(page).getByLabel('Your password').waitFor();
    expect(await findFaults(page)).toEqual([]);
    await until('the focus', async () => (await focused(page)) === 'password Your password');
    await page.keyboard.insertText('a wrong guess');
    await page.keyboard.press('Enter');
    await dialogIn(page).getByText('This is not the password of your account.').waitFor();
    await show(page, 'confirm-wrong');
    // The dialog selects the password, so that typing replaces it.
    await until('the focus', async () => (await focused(page)) === 'password Your password');
    await page.keyboard.insertText(person.password);
    await tabTo(page, 'button Cancel');
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toBe('button Confirm');
    await page.keyboard.press('Enter');
    await page.getByText(`Your username is now ${username}.`).waitFor();
    expect(visit.count('confirmIdentity')).toBe(2);
  });

  test('starts again after too many wrong passwords', async () => {
    await openForm(page, 'username', makePerson().username);
    await letPass();
    await submit(page);
    for (let tries = 0; tries < 5; tries += 1) {
      await confirm(page, `wrong guess ${tries}`);
      await dialogIn(page).getByText('This is not the password of your account.').waitFor();
    }
    await confirm(page);
    await dialogIn(page).getByText('too many tries').waitFor();
    await confirm(page);
    await page.getByText('Your username is now').waitFor();
    expect(visit.count('startConfirmation')).toBe(2);
  });

  test('ends with the session: the dialog closes, and the login page says why', async () => {
    await openForm(page, 'username', makePerson().username);
    await letPass();
    await submit(page);
    await dialogIn(page).getByLabel('Your password').waitFor();
    await statement(database, 'update sessions set revoked_at = now()');
    await confirm(page);
    await page.getByText('Your session has ended. Log in again.', { exact: true }).waitFor();
    expect(await dialogs([page])).toBe(0);
    expect(await page.locator('code').innerText()).not.toBe('');
  });

  test('can be confirmed with a mailed code, if the account has no password', async () => {
    await openForm(page, 'username', makePerson().username);
    await letPass();
    await statement(database, 'delete from password_credentials');
    await submit(page);
    await dialogIn(page).getByLabel('Code from the mail').fill('BBBB-BBBB');
    await dialogIn(page).getByRole('button', { name: 'Confirm' }).click();
    await dialogIn(page).getByText('This code is wrong').waitFor();
    const { code } = await mailTo(folder, person.email, 'confirm');
    await dialogIn(page).getByLabel('Code from the mail').fill(code);
    await dialogIn(page).getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your username is now').waitFor();
  });
});
