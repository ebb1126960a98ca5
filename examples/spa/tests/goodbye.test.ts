import { readFileSync } from 'node:fs';
import { dropDatabase, makeDatabase, statement } from '../../../tests/support/databases.ts';
import { makeFolder } from '../../../tests/support/left-behind.ts';
import { findFaults } from './accessibility.ts';
import { openBrowser } from './browser.ts';
import { mailTo } from './mail-folder.ts';
import { signedUp } from './signed-up.ts';
import {
  goHome,
  inBrowser,
  logIn,
  openAccount,
  openSetting,
  problems,
  show,
  signUp,
  startApp,
  stored,
  Visit,
} from './visit.ts';

const days = 24 * 60 * 60 * 1_000;

inBrowser("the end of an account's life in the app", () => {
  const at = signedUp();

  /** The login is too long ago, so that the dialog opens. */
  const letPass = () =>
    statement(at.database, "update sessions set authenticated_at = now() - interval '11 minutes'");
  const confirm = async () => {
    const dialog = at.page.getByRole('dialog');
    await dialog.getByLabel('Password', { exact: true }).fill(at.person.password);
    await dialog.getByRole('button', { name: 'Confirm' }).click();
  };
  const deleteAccount = async () => {
    await openSetting(at.page, 'Delete your account');
    await at.page.getByRole('button', { name: 'Delete the account' }).click();
  };
  const greeting = () => at.page.getByRole('heading', { name: `Hello ${at.person.username}` });

  test('downloads what the service stores, after a confirmation', async () => {
    await letPass();
    await openAccount(at.page);
    await show(at.page, 'data');
    expect(await findFaults(at.page)).toEqual([]);
    const downloading = at.page.waitForEvent('download');
    await at.page.getByRole('button', { name: 'Download your data' }).click();
    await confirm();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('account-data.json');
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).not.toContain('__typename');
    const { exportedAt, sections } = JSON.parse(text);
    expect(Date.now() - Date.parse(exportedAt)).toBeLessThan(60_000);
    const account = sections.find(({ name }: { name: string }) => name === 'account');
    expect(account.entries[0]).toMatchObject({ username: at.person.username, email: at.person.email });
  });

  test('closes the account after a confirmation, says until when, and logs out every tab', async () => {
    const other = await at.visit.openTab();
    await other.getByText(at.person.email, { exact: true }).waitFor();
    await letPass();
    await openSetting(at.page, 'Delete your account');
    await show(at.page, 'delete');
    expect(await findFaults(at.page)).toEqual([]);
    await at.page.getByRole('button', { name: 'Delete the account' }).click();
    await confirm();
    await at.page.getByText('The account and its data will be deleted on').waitFor();
    const [, due = ''] = /deleted on (.*?)[.] If/.exec(await at.page.innerText('main')) ?? [];
    expect(Math.round((Date.parse(due) - Date.now()) / days)).toBe(14);
    await show(at.page, 'goodbye');
    expect(await findFaults(at.page)).toEqual([]);
    expect((await stored(at.page))?.refreshToken).toBeUndefined();
    await other.getByText('Another tab of this browser has logged out').waitFor();
    await at.page.getByRole('heading', { name: 'Log in' }).waitFor();
  });

  test('keeps the account if the user cancels the dialog', async () => {
    await letPass();
    await deleteAccount();
    await at.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await problems(at.page).getByText('you have not confirmed that it is you').waitFor();
    await goHome(at.page);
    await greeting().waitFor();
  });

  test('restores the account at the login', async () => {
    await deleteAccount();
    await logIn(at.page, at.person, at.person.password);
    await at.page.getByRole('heading', { name: 'Your account will be deleted' }).waitFor();
    await show(at.page, 'restore-at-login');
    expect(await findFaults(at.page)).toEqual([]);
    await at.page.getByRole('button', { name: 'Start again' }).click();
    await logIn(at.page, at.person, at.person.password);
    await at.page.getByRole('button', { name: 'Restore the account' }).click();
    // The login leads back to the page where the user was.
    await at.page.getByRole('heading', { name: 'Profile' }).waitFor();
    await at.page.reload();
    await at.page.getByRole('heading', { name: 'Profile' }).waitFor();
  });

  test('restores the account by the link of the mail, in another browser, by one click', async () => {
    await deleteAccount();
    const { link } = await mailTo(at.folder, at.person.email, '/restore-account#token=');
    const elsewhere = await Visit.begin(at.browser, at.app);
    const opened = await elsewhere.openTab(link);
    await opened.getByRole('heading', { name: 'Keep your account?' }).waitFor();
    expect(new URL(opened.url()).hash).toBe('');
    expect(elsewhere.count('restoreAccount')).toBe(0);
    await show(opened, 'restore-by-link');
    expect(await findFaults(opened)).toEqual([]);
    await opened.getByRole('button', { name: 'Keep my account' }).click();
    await opened.getByRole('heading', { name: 'Your account stays' }).waitFor();
    await opened.getByRole('link', { name: 'Continue' }).click();
    await logIn(opened, at.person, at.person.password);
    await opened.getByRole('heading', { name: `Hello ${at.person.username}` }).waitFor();

    const again = await elsewhere.openTab(link);
    await again.getByRole('button', { name: 'Keep my account' }).click();
    await problems(again).waitFor();
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
    await openSetting(page, 'Delete your account');
    await page.getByRole('button', { name: 'Delete the account' }).click();
    await page.getByText('The account and its data have been deleted.').waitFor();
    expect(await page.innerText('main')).not.toContain('restore');
    await app.stop();
    await browser.close();
    await dropDatabase(database);
  });
});
