import type { Browser, Page } from 'playwright-core';
import { makePerson, type Person } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase, statement } from '../../../tests/support/databases.ts';
import type { Example } from '../../../tests/support/example.ts';
import { makeFolder, until } from '../../../tests/support/left-behind.ts';
import { findFaults } from './accessibility.ts';
import { openBrowser } from './browser.ts';
import { mailTo } from './mail-folder.ts';
import { inBrowser, logIn, show, signUp, startApp, Visit } from './visit.ts';

inBrowser('the profile in the app', () => {
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

  /** @returns the username that the client has, without a request. */
  const knownUsername = (tab: Page): Promise<string> =>
    tab.evaluate(async () => {
      const load = (path: string) => import(/* @vite-ignore */ path);
      return (await load('/src/auth.ts')).auth.currentUser.username;
    });

  test('a change of the username reaches the client in every tab at once', async () => {
    const other = await visit.openTab();
    await other.getByText(person.email, { exact: true }).waitFor();
    const { username } = makePerson();
    await page.getByRole('button', { name: 'Change username' }).click();
    await page.getByLabel('New username').fill(username);
    await page.getByRole('button', { name: 'Change username' }).click();
    await page.getByText(`Your username is now ${username}.`).waitFor();
    expect(await knownUsername(page)).toBe(username);
    await until('the other tab to know', async () => (await knownUsername(other)) === username);
    await page.reload();
    await page.getByRole('heading', { name: `Hello ${username}` }).waitFor();
  });

  describe('a change of the email', () => {
    let newEmail: string;

    beforeEach(async () => {
      newEmail = `new.${person.email}`;
      await page.getByRole('button', { name: 'Change email address' }).click();
      await page.getByLabel('New email address').fill(newEmail);
      await page.getByRole('button', { name: 'Send a mail' }).click();
      await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    });

    const enterCode = async () => {
      const { code } = await mailTo(folder, newEmail, '/confirm-email#token=');
      await page.getByLabel('Code from the mail', { exact: true }).fill(code);
      await page.getByRole('button', { name: 'Change email address' }).click();
      await page.getByText('Your email address has been changed.').waitFor();
    };

    test('with the code, keeps every tab logged in and shows them the new one', async () => {
      const other = await visit.openTab();
      await other.getByText(person.email, { exact: true }).waitFor();
      await show(page, 'email-code');
      expect(await findFaults(page)).toEqual([]);
      await enterCode();
      for (const tab of [page, other]) await tab.getByText(newEmail, { exact: true }).waitFor();
    });

    test('with the link, in another browser, after a login', async () => {
      const { link } = await mailTo(folder, newEmail, '/confirm-email#token=');
      const elsewhere = await Visit.begin(browser, app);
      const opened = await elsewhere.openTab(link);
      await opened.getByText('Log in to change your email address.').waitFor();
      await logIn(opened, person, person.password);
      await opened.getByRole('button', { name: 'Confirm the change' }).click();
      await opened.getByText('Your email address has been changed.').waitFor();
      await opened.getByText(newEmail, { exact: true }).waitFor();
      await elsewhere.context.close();
    });

    test('is cancelled by its owner, and then its link does not work', async () => {
      const { link } = await mailTo(folder, newEmail, '/confirm-email#token=');
      await page.getByRole('button', { name: 'Cancel the change' }).click();
      await page.getByText('Your email address stays as it is.').waitFor();
      const opened = await visit.openTab(link);
      await opened.getByRole('button', { name: 'Confirm the change' }).click();
      await opened.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
      await page.getByText(person.email, { exact: true }).waitFor();
    });

    test('is cancelled by the link of the notice, without a login', async () => {
      const { link } = await mailTo(folder, person.email, '/cancel-email-change#token=');
      const elsewhere = await Visit.begin(browser, app);
      const opened = await elsewhere.openTab(link);
      await opened.getByRole('button', { name: 'Cancel the change' }).click();
      await opened.getByRole('heading', { name: 'The change is cancelled' }).waitFor();
      expect(await findFaults(opened)).toEqual([]);
      await elsewhere.context.close();
    });

    test('is undone by the link to the old mailbox, which ends every session', async () => {
      // An email that was never proved to be the owner's cannot undo a change.
      await statement(database, 'update users set email_verified_at = now()');
      await enterCode();
      const { link } = await mailTo(folder, person.email, '/undo-email-change#token=');
      const opened = await visit.openTab(link);
      await opened.getByRole('button', { name: 'Undo the change' }).click();
      await opened.getByText(`Your email address is ${person.email} again.`).waitFor();
      await page.getByText('You are logged out.', { exact: true }).waitFor();
      await opened.getByRole('button', { name: 'Continue' }).click();
      await opened.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
    });
  });
});
