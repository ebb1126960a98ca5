import type { Page } from 'playwright-core';
import { makePerson } from '../../../tests/support/client.ts';
import { statement } from '../../../tests/support/databases.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { findFaults } from './accessibility.ts';
import { mailTo } from './mail-folder.ts';
import { signedUp } from './signed-up.ts';
import { inBrowser, logIn, show, Visit } from './visit.ts';

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
    await at.page.getByRole('link', { name: 'Change username' }).click();
    await at.page.getByLabel('New username').fill(username);
    await at.page.getByRole('button', { name: 'Change username' }).click();
    await at.page.getByText(`Your username is now ${username}.`).waitFor();
    expect(await knownUsername(at.page)).toBe(username);
    await until('the other tab to know', async () => (await knownUsername(other)) === username);
    await at.page.reload();
    await at.page.getByRole('heading', { name: `Hello ${username}` }).waitFor();
  });

  describe('a change of the email', () => {
    let newEmail: string;

    beforeEach(async () => {
      newEmail = `new.${at.person.email}`;
      await at.page.getByRole('link', { name: 'Change email address' }).click();
      await at.page.getByLabel('New email address').fill(newEmail);
      await at.page.getByRole('button', { name: 'Send a mail' }).click();
      await at.page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    });

    const enterCode = async () => {
      const { code } = await mailTo(at.folder, newEmail, '/confirm-email#token=');
      await at.page.getByLabel('Code from the mail', { exact: true }).fill(code);
      await at.page.getByRole('button', { name: 'Change email address' }).click();
      await at.page.getByText('Your email address has been changed.').waitFor();
    };

    test('with the code, keeps every tab logged in and shows them the new one', async () => {
      const other = await at.visit.openTab();
      await other.getByText(at.person.email, { exact: true }).waitFor();
      await show(at.page, 'email-code');
      expect(await findFaults(at.page)).toEqual([]);
      await enterCode();
      for (const tab of [at.page, other]) await tab.getByText(newEmail, { exact: true }).waitFor();
    });

    test('with the link, in another browser, after a login', async () => {
      const { link } = await mailTo(at.folder, newEmail, '/confirm-email#token=');
      const elsewhere = await Visit.begin(at.browser, at.app);
      const opened = await elsewhere.openTab(link);
      await opened.getByText('Log in to change your email address.').waitFor();
      await logIn(opened, at.person, at.person.password);
      await opened.getByRole('button', { name: 'Confirm the change' }).click();
      await opened.getByText('Your email address has been changed.').waitFor();
      await opened.getByText(newEmail, { exact: true }).waitFor();
      await elsewhere.context.close();
    });

    test('is cancelled by its owner, and then its link does not work', async () => {
      const { link } = await mailTo(at.folder, newEmail, '/confirm-email#token=');
      await at.page.getByRole('button', { name: 'Cancel the change' }).click();
      await at.page.getByText('Your email address stays as it is.').waitFor();
      const opened = await at.visit.openTab(link);
      await opened.getByRole('button', { name: 'Confirm the change' }).click();
      await opened.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
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
      await opened.getByText(`Your email address is ${at.person.email} again.`).waitFor();
      await at.page.getByText('You are logged out.', { exact: true }).waitFor();
      await opened.getByRole('button', { name: 'Continue' }).click();
      await opened.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
    });
  });
});
