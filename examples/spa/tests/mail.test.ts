import type { Browser, Page } from 'playwright-core';
import { makePerson, type Person } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase } from '../../../tests/support/databases.ts';
import { makeFolder, until } from '../../../tests/support/left-behind.ts';
import { World } from '../../../tests/support/world.ts';
import { openBrowser } from './browser.ts';
import type { BuiltApp } from './built-app.ts';
import { mailTo as newestMail } from './mail-folder.ts';
import {
  fillSignup,
  goHome,
  inBrowser,
  logIn,
  logOut,
  lookAgain,
  looked,
  openAccount,
  openSetting,
  openSignup,
  problems,
  show,
  signUp,
  startApp,
  Visit,
} from './visit.ts';

const newPassword = 'another walk along the harbour';
const hello = ({ username }: Person) => ({ name: `Hello ${username}` });

inBrowser('the app and its mails', () => {
  let database: string;
  /** Another replica on the same database, for actions that no page of the app offers. */
  let world: World;
  let browser: Browser;
  let folder: string;
  let app: BuiltApp;
  let visit: Visit;
  let page: Page;

  beforeAll(async () => {
    database = await makeDatabase();
    world = await World.start({ database });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
    await dropDatabase(database);
  });

  const startWith = async (storage: 'cookie' | 'local', verification: string) => {
    folder = makeFolder();
    app = await startApp(database, storage, { DATA_DIR: folder, EMAIL_VERIFICATION: verification });
  };
  const begin = async () => {
    await world.sql('delete from throttle_counters');
    visit = await Visit.begin(browser, app);
    page = await visit.openTab();
  };

  const mailTo = ({ email }: Person, linked: string) => newestMail(folder, email, linked);
  const leave = async () => {
    await logOut(page);
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  };
  const requestReset = async ({ email }: Person) => {
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('Email', { exact: true }).fill(email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  };
  const changePassword = async (tab: Page, currentPassword: string) => {
    await openSetting(tab, 'Change your password');
    await tab.getByLabel('Current password').fill(currentPassword);
    await tab.getByLabel('New password').fill(newPassword);
    await tab.getByRole('button', { name: 'Change the password' }).click();
  };

  describe.each([
    ['localStorage', 'local'],
    ['a cookie', 'cookie'],
  ] as const)('with its session in %s', (_where, storage) => {
    beforeAll(() => startWith(storage, 'optional'));
    beforeEach(begin);
    afterEach(() => visit.context.close());
    afterAll(() => app.stop());

    test('replaces a forgotten password, from the link of the mail to the login', async () => {
      const person = await signUp(page);
      await leave();
      await world.sql('delete from throttle_counters');
      await requestReset(person);
      await show(page, 'forgot');
      const { link } = await mailTo(person, '/reset-password#token=');
      const opened = await visit.openTab(link);
      await opened.getByRole('heading', { name: 'Choose a new password' }).waitFor();
      expect(opened.url()).not.toContain('token');
      await opened.getByLabel('New password', { exact: true }).fill(newPassword);
      await opened.getByRole('button', { name: 'Change the password' }).click();
      await opened.getByRole('heading', { name: 'Your password has been changed' }).waitFor();
      await show(opened, 'reset');
      await opened.getByRole('link', { name: 'Log in' }).click();
      await logIn(opened, person, person.password);
      await problems(opened).getByText('Wrong password, or there is no such account.').waitFor();
      await logIn(opened, person, newPassword);
      await opened.getByRole('heading', hello(person)).waitFor();
      // The first tab follows, although it still shows the code form.
      await page.getByRole('heading', hello(person)).waitFor();
    });

    test('replaces a forgotten password with the code of the mail', async () => {
      const person = await signUp(page);
      await leave();
      await world.sql('delete from throttle_counters');
      await requestReset(person);
      const { code } = await mailTo(person, '/reset-password#token=');
      await page.getByLabel('Code from the mail').fill('BBBB-BBBB');
      await page.getByLabel('New password').fill(newPassword);
      await page.getByRole('button', { name: 'Change the password' }).click();
      await problems(page).getByText('The code is wrong or has expired.').waitFor();
      await page.getByLabel('Code from the mail').fill(code);
      await page.getByRole('button', { name: 'Change the password' }).click();
      await page.getByRole('heading', { name: 'Your password has been changed' }).waitFor();
      await page.getByRole('link', { name: 'Log in' }).click();
      await logIn(page, person, newPassword);
      await page.getByRole('heading', hello(person)).waitFor();
    });

    test('changes the password in one tab, while the other one stays logged in', async () => {
      const person = await signUp(page);
      const other = await visit.openTab();
      await other.getByText(person.email).waitFor();
      const elsewhere = await Visit.begin(browser, app);
      const stranger = await elsewhere.openTab();
      await logIn(stranger, person, person.password);
      await stranger.getByRole('heading', hello(person)).waitFor();

      await changePassword(page, 'a wrong guess');
      await problems(page).getByText('password').waitFor();
      await page.getByLabel('Current password').fill(person.password);
      await page.getByRole('button', { name: 'Change the password' }).click();
      await page.getByText('Your password has been changed, and all other').waitFor();
      await show(page, 'password-changed');
      await goHome(page);
      for (const tab of [page, other]) await lookAgain(tab);
      for (const tab of [page, other]) await looked(tab, 1);
      for (const tab of [page, other]) expect(await tab.getByText('has ended your session').count()).toBe(0);
      await page.reload();
      await page.getByRole('heading', hello(person)).waitFor();

      await lookAgain(stranger);
      await stranger.getByText('The service has ended your session').waitFor();
      await elsewhere.context.close();
    });

    test('verifies the email address of a logged-in user, by the link and by a code', async () => {
      const person = await signUp(page);
      const { link } = await mailTo(person, '/verify-email#token=');
      const opened = await visit.openTab(link);
      await opened.getByRole('button', { name: 'Confirm the email' }).click();
      await opened.getByRole('heading', { name: 'Your email is confirmed' }).waitFor();
      await openAccount(page);
      expect(await page.getByRole('button', { name: 'Confirm your email' }).count()).toBe(0);

      await world.sql('update users set email_verified_at = null where username = $1', [person.username]);
      await world.sql('delete from one_time_secrets');
      await world.sql('delete from throttle_counters');
      await page.reload();
      await page.getByRole('button', { name: 'Confirm your email' }).click();
      await page.getByLabel('Code from the mail').waitFor();
      await until('another mail', async () => (await mailTo(person, '/verify-email#token=')).link !== link);
      await page.getByLabel('Code from the mail').fill((await mailTo(person, '/verify-email#token=')).code);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('Your email is confirmed.').waitFor();
    });
  });

  describe('with a service that requires verified emails', () => {
    beforeAll(() => startWith('cookie', 'required'));
    beforeEach(begin);
    afterEach(() => visit.context.close());
    afterAll(() => app.stop());

    test('signs up with the code of the mail', async () => {
      const person = makePerson();
      await openSignup(page);
      await fillSignup(page, person);
      await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
      await show(page, 'signup-code');
      const { code } = await mailTo(person, '/complete-signup#token=');
      await page.getByLabel('Code from the mail').fill(code);
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByRole('heading', hello(person)).waitFor();
      await page.reload();
      await page.getByRole('heading', hello(person)).waitFor();
    });

    test('requests a new mail for a signup, or starts it again', async () => {
      const [mistyped, person] = [makePerson(), makePerson()];
      await openSignup(page);
      await fillSignup(page, mistyped);
      await page.getByRole('button', { name: 'Start again' }).click();
      await page.getByRole('heading', { name: 'Sign up' }).waitFor();
      await fillSignup(page, person);
      await mailTo(person, '/complete-signup#token=');
      const mails = () =>
        world.sql("select 1 from mails where recipient = $1 and outcome = 'sent'", [person.email]);
      await until('the first mail', async () => (await mails()).length === 1);
      await world.sql('delete from throttle_counters');
      await page.getByRole('button', { name: 'Request a new mail' }).click();
      await page.getByText('Requested.').waitFor();
      await until('another mail', async () => (await mails()).length === 2);
      const { code } = await mailTo(person, '/complete-signup#token=');
      await page.getByLabel('Code from the mail').fill(code);
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByRole('heading', hello(person)).waitFor();
    });

    test('signs up with the link of the mail, in another browser, which needs the password', async () => {
      const person = makePerson();
      await openSignup(page);
      await fillSignup(page, person);
      const { link } = await mailTo(person, '/complete-signup#token=');
      const elsewhere = await Visit.begin(browser, app);
      const opened = await elsewhere.openTab(link);
      await opened.getByLabel('Password of your signup').fill('a wrong guess');
      await opened.getByRole('button', { name: 'Create account' }).click();
      await problems(opened).waitFor();
      await opened.getByLabel('Password of your signup').fill(person.password);
      await opened.getByRole('button', { name: 'Create account' }).click();
      await opened.getByRole('link', { name: 'Continue' }).click();
      await opened.getByRole('heading', hello(person)).waitFor();
      await opened.waitForURL((url) => url.pathname === '/');
      await elsewhere.context.close();
    });

    test('asks for another username where the first one was taken meanwhile', async () => {
      const person = makePerson();
      await openSignup(page);
      await fillSignup(page, person);
      const { code } = await mailTo(person, '/complete-signup#token=');
      await world.sql("insert into users (username, email) values ($1, $1 || '@rival.example')", [
        person.username,
      ]);
      await page.getByLabel('Code from the mail').fill(code);
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByLabel('Another username').fill(`${person.username}-2`);
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByRole('heading', { name: `Hello ${person.username}-2` }).waitFor();
    });

    test('logs in to an account without a verified email, with the code or by the link', async () => {
      const person = await world.addPerson();
      await logIn(page, person, person.password);
      await page.getByRole('heading', { name: 'Confirm your email' }).waitFor();
      const { code } = await mailTo(person, '/verify-email#token=');
      await page.getByLabel('Code from the mail').fill(code);
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      await page.getByRole('heading', hello(person)).waitFor();

      const second = await world.addPerson();
      await leave();
      await logIn(page, second, second.password);
      const { link } = await mailTo(second, '/verify-email#token=');
      const opened = await visit.openTab(link);
      await logIn(opened, second, second.password);
      await opened.getByRole('button', { name: 'Confirm the email' }).click();
      await opened.getByRole('heading', { name: 'Your email is confirmed' }).waitFor();
    });
  });
});
