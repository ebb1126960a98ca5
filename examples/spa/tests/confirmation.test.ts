import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'graphql';
import type { Page } from 'playwright-core';
import { makePerson } from '../../../tests/support/client.ts';
import { statement } from '../../../tests/support/databases.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { findFaults } from './accessibility.ts';
import { focused, tabTo } from './account-page.ts';
import { mailTo } from './mail-folder.ts';
import { signedUp } from './signed-up.ts';
import { inBrowser, openSetting, problems, show } from './visit.ts';

const title = 'Confirm that it is you';
const requestDocument = parse(
  'mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { flow } }',
  { noLocation: true },
);
const dialogIn = (page: Page) => page.getByRole('dialog', { name: title });

inBrowser('an operation that needs a recent proof of identity', () => {
  const at = signedUp();

  /** Makes every login look an hour old. */
  const letPass = () =>
    statement(at.database, "update sessions set authenticated_at = now() - interval '1 hour'");
  const openTab = async () => {
    const tab = await at.visit.openTab();
    await tab.getByText(at.person.email).waitFor();
    return tab;
  };
  const openForm = async (tab: Page, what: 'username' | 'email', value: string) => {
    await openSetting(tab, `Change your ${what}`);
    await tab.getByLabel(`New ${what}`).fill(value);
  };
  const submit = (tab: Page) =>
    tab.getByRole('button', { name: /^(Change the username|Send the mail)$/ }).click();
  const confirm = async (tab: Page, password = at.person.password) => {
    await dialogIn(tab).getByLabel('Password', { exact: true }).fill(password);
    await dialogIn(tab).getByRole('button', { name: 'Confirm' }).click();
  };
  /** Sends a mutation with the app's own client, without a form. @returns the code of its error, or 'done'. */
  const requestEmailChange = (tab: Page, newEmail: string): Promise<string> =>
    tab.evaluate(
      async ([mutation, email]) => {
        const load = (path: string) => import(path);
        const { client } = await load('/auth.js');
        return client.mutate({ mutation, variables: { input: { newEmail: email } } }).then(
          () => 'done',
          ({ errors }: { errors: { extensions: { code: string } }[] }) => errors[0]?.extensions.code,
        );
      },
      [requestDocument, newEmail] as const,
    );
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
    const tabs = [at.page, await openTab(), await openTab()] as const;
    const [one, two, three] = tabs;
    const { username } = makePerson();
    await openForm(one, 'username', username);
    await openForm(three, 'email', 'in.a.form@example.com');
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
      () => at.visit.count('changeUsername') + at.visit.count('requestEmailChange') === 5,
    );
    const asking = await findAsking(tabs);
    await sleep(1_000);
    expect(await dialogs(tabs)).toBe(1);
    await show(asking, 'confirm');
    await confirm(asking);
    expect(await outcomes).toEqual(['done', 'done', 'done']);
    await one.getByText('Your username has been changed.').waitFor();
    await three.getByRole('heading', { name: 'Check your mail' }).waitFor();
    await sleep(1_000);
    expect(await dialogs(tabs)).toBe(0);
    expect([at.visit.count('startConfirmation'), at.visit.count('confirmIdentity')]).toEqual([1, 1]);
    expect([at.visit.count('changeUsername'), at.visit.count('requestEmailChange')]).toEqual([2, 8]);
  });

  test('fails in every tab when the user cancels, keeps what was typed, and asks again the next time', async () => {
    const other = await openTab();
    const { username } = makePerson();
    await openForm(at.page, 'username', username);
    await letPass();
    const outcome = requestEmailChange(other, 'new@example.com');
    await submit(at.page);
    await until(
      'both refusals',
      () => at.visit.count('changeUsername') + at.visit.count('requestEmailChange') === 2,
    );
    const asking = await findAsking([at.page, other]);
    // By now, both tabs wait for the answer.
    await sleep(500);
    await asking.keyboard.press('Escape');
    expect(await outcome).toBe('REAUTHENTICATION_REQUIRED');
    await problems(at.page).getByText('you have not confirmed that it is you').waitFor();
    expect(await dialogs([at.page, other])).toBe(0);
    expect(await at.page.getByLabel('New username').inputValue()).toBe(username);
    await submit(at.page);
    await confirm(at.page);
    await at.page.getByText('Your username has been changed.').waitFor();
  });

  test('is asked for in another tab that waits, after the tab with the dialog was closed', async () => {
    const other = await openTab();
    await letPass();
    const outcomes = [at.page, other].map((tab, at) => requestEmailChange(tab, `e${at}@example.com`));
    for (const outcome of outcomes) outcome.catch(() => undefined);
    await until('both refusals', () => at.visit.count('requestEmailChange') === 2);
    const asking = await findAsking([at.page, other]);
    const left = asking === at.page ? other : at.page;
    await asking.close();
    await confirm(left);
    expect(await outcomes[left === at.page ? 0 : 1]).toBe('done');
  });

  test('is asked for in the tab that the user sees', async () => {
    const other = await openTab();
    await openForm(other, 'username', makePerson().username);
    await letPass();
    const outcome = requestEmailChange(at.page, 'new@example.com');
    await dialogIn(at.page).waitFor();
    await at.page.evaluate(() =>
      Object.defineProperty(document, 'hidden', { configurable: true, value: true }),
    );
    await submit(other);
    await confirm(other);
    await other.getByText('Your username has been changed.').waitFor();
    expect(await outcome).toBe('done');
    expect(await dialogIn(at.page).count()).toBe(0);
  });

  test('can be confirmed with the keyboard, after a wrong password too', async () => {
    const { username } = makePerson();
    await openForm(at.page, 'username', username);
    await letPass();
    await at.page.keyboard.press('Enter');
    await dialogIn(at.page).getByLabel('Password', { exact: true }).waitFor();
    expect(await findFaults(at.page)).toEqual([]);
    await until('the focus', async () => (await focused(at.page)) === 'password Password');
    await at.page.keyboard.insertText('a wrong guess');
    await at.page.keyboard.press('Enter');
    await dialogIn(at.page).getByText('This is not your current password.').first().waitFor();
    await show(at.page, 'confirm-wrong');
    // The dialog selects the password, so that typing replaces it.
    await until('the focus', async () => (await focused(at.page)) === 'password Password');
    await at.page.keyboard.insertText(at.person.password);
    await tabTo(at.page, 'button Cancel');
    await at.page.keyboard.press('Shift+Tab');
    expect(await focused(at.page)).toBe('button Confirm');
    await at.page.keyboard.press('Enter');
    await at.page.getByText('Your username has been changed.').waitFor();
    expect(at.visit.count('confirmIdentity')).toBe(2);
  });

  test('starts again after too many wrong passwords', async () => {
    await openForm(at.page, 'username', makePerson().username);
    await letPass();
    await submit(at.page);
    for (let tries = 0; tries < 5; tries += 1) {
      await confirm(at.page, `wrong guess ${tries}`);
      await dialogIn(at.page).getByText('This is not your current password.').first().waitFor();
    }
    await confirm(at.page);
    await dialogIn(at.page).getByText('too many tries').waitFor();
    await confirm(at.page);
    await at.page.getByText('Your username has been changed.').waitFor();
    expect(at.visit.count('startConfirmation')).toBe(2);
  });

  test('ends with the session: the dialog closes, and the login page says why', async () => {
    await openForm(at.page, 'username', makePerson().username);
    await letPass();
    await submit(at.page);
    await dialogIn(at.page).getByLabel('Password', { exact: true }).waitFor();
    await statement(at.database, 'update sessions set revoked_at = now()');
    await confirm(at.page);
    await at.page.getByText('The service has ended your session').waitFor();
    expect(await dialogs([at.page])).toBe(0);
    await at.page.getByText(/name this number: \S/).waitFor();
  });

  test('can be confirmed with a mailed code, if the account has no password', async () => {
    await openForm(at.page, 'username', makePerson().username);
    await letPass();
    await statement(at.database, 'delete from password_credentials');
    await submit(at.page);
    await dialogIn(at.page).getByLabel('Code from the mail').fill('BBBB-BBBB');
    await dialogIn(at.page).getByRole('button', { name: 'Confirm' }).click();
    await dialogIn(at.page).getByText('The code is wrong').first().waitFor();
    const { code } = await mailTo(at.folder, at.person.email, 'confirm');
    await dialogIn(at.page).getByLabel('Code from the mail').fill(code);
    await dialogIn(at.page).getByRole('button', { name: 'Confirm' }).click();
    await at.page.getByText('Your username has been changed.').waitFor();
  });
});
