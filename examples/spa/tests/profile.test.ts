import type { Page } from 'playwright-core';
import { makePerson } from '../../../tests/support/client.ts';
import { statement } from '../../../tests/support/databases.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { findFaults } from './accessibility.ts';
import { mailTo } from './mail-folder.ts';
import { signedUp } from './signed-up.ts';
import { goHome, inBrowser, logIn, openSetting, problems, show, Visit } from './visit.ts';

inBrowser('the profile in the app', () => {
  const at = signedUp();

  /** @returns the username that the client has, without a request. */
  const knownUsername = (tab: Page): Promise<string> =>
    tab.evaluate(async () => {
      const load = (path: string) => import(path);
      return (await load('/auth.js')).auth.currentUser.username;
    });

  test('a change of the username reaches the client in every tab at once', async () => {
    const other = await at.visit.openTab();
    await other.getByText(at.person.email, { exact: true }).waitFor();
    const { username } = makePerson();
    await openSetting(at.page, 'Change your username');
    await at.page.getByLabel('New username').fill(username);
    await at.page.getByRole('button', { name: 'Change the username' }).click();
    await at.page.getByText('Your username has been changed.').waitFor();
    expect(await knownUsername(at.page)).toBe(username);
    await until('the other tab to know', async () => (await knownUsername(other)) === username);
    await goHome(at.page);
    await at.page.getByRole('heading', { name: `Hello ${username}` }).waitFor();
  });

  describe('a change of the email', () => {
    let newEmail: string;

    beforeEach(async () => {
      newEmail = `new.${at.person.email}`;
      await openSetting(at.page, 'Change your email');
      await at.page.getByLabel('New email').fill(newEmail);
      await at.page.getByRole('button', { name: 'Send the mail' }).click();
      await at.page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    });

    const enterCode = async () => {
      const { code } = await mailTo(at.folder, newEmail, '/confirm-email#token=');
      await at.page.getByLabel('Code from the mail', { exact: true }).fill(code);
      await at.page.getByRole('button', { name: 'Continue' }).click();
      await at.page.getByText('Your email has been changed, and all other').waitFor();
    };

    test('with the code, keeps every tab logged in and shows them the new one', async () => {
      const other = await at.visit.openTab();
      await other.getByText(at.person.email, { exact: true }).waitFor();
      await show(at.page, 'email-code');
      expect(await findFaults(at.page)).toEqual([]);
      await enterCode();
      await other.getByText(newEmail, { exact: true }).waitFor();
      await goHome(at.page);
      await at.page.getByText(newEmail, { exact: true }).waitFor();
    });

    test('with the link, in another browser, after a login', async () => {
      const { link } = await mailTo(at.folder, newEmail, '/confirm-email#token=');
      const elsewhere = await Visit.begin(at.browser, at.app);
      const opened = await elsewhere.openTab(link);
      await opened.getByText('Log in to change your email.').waitFor();
      await logIn(opened, at.person, at.person.password);
      await opened.getByRole('button', { name: 'Confirm the change' }).click();
      await opened.getByRole('heading', { name: 'Your email has been changed' }).waitFor();
      await opened.getByRole('link', { name: 'Continue' }).click();
      await opened.getByText(newEmail, { exact: true }).waitFor();
      await elsewhere.context.close();
    });

    test('is cancelled by its owner, and then its link does not work', async () => {
      const { link } = await mailTo(at.folder, newEmail, '/confirm-email#token=');
      await at.page.getByRole('button', { name: 'Back to your account' }).click();
      await at.page.getByRole('button', { name: 'Cancel the change' }).click();
      await at.page.getByText('The change of your email has been cancelled.').waitFor();
      const opened = await at.visit.openTab(link);
      await opened.getByRole('button', { name: 'Confirm the change' }).click();
      await problems(opened).waitFor();
      await goHome(at.page);
      await at.page.getByText(at.person.email, { exact: true }).waitFor();
    });

    test('is cancelled by the link of the notice, without a login', async () => {
      const { link } = await mailTo(at.folder, at.person.email, '/cancel-email-change#token=');
      const elsewhere = await Visit.begin(at.browser, at.app);
      const opened = await elsewhere.openTab(link);
      await opened.getByRole('button', { name: 'Cancel the change' }).click();
      await opened.getByRole('heading', { name: 'The change is cancelled' }).waitFor();
      expect(await findFaults(opened)).toEqual([]);
      await elsewhere.context.close();
    });

    test('is undone by the link to the old mailbox, which ends every session', async () => {
      // An email that was never proved to be the owner's cannot undo a change.
      await statement(at.database, 'update users set email_verified_at = now()');
      await enterCode();
      const { link } = await mailTo(at.folder, at.person.email, '/undo-email-change#token=');
      const opened = await at.visit.openTab(link);
      await opened.getByRole('button', { name: 'Undo the change' }).click();
      await opened.getByText(`Your email is ${at.person.email} again.`).waitFor();
      await at.page.getByText('Another tab of this browser has logged out.').waitFor();
      await opened.getByRole('link', { name: 'Continue' }).click();
      await opened.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
    });
  });
});
