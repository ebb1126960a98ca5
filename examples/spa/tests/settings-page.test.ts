import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { codes, type Person } from '../../../tests/support/client.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { mailedTo } from '../../../tests/support/mailed.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, heading, logInOn as logIn, PageVisit, tabTo, visitPages } from './account-page.ts';
import { openBrowser } from './browser.ts';
import { inBrowser, show } from './visit.ts';

const newPassword = 'another walk along the harbour';

inBrowser('the settings page', () => {
  let world: World;
  let visit: PageVisit;

  visitPages((visited) => {
    ({ world, visit } = visited);
  });

  /** Opens the page, and logs in. */
  const enter = async (person: Person, view = '') => {
    const page = await visit.open(`/account/settings${view}`);
    await logIn(page, person);
    return page;
  };
  const liveSessions = async ({ username }: Person) => {
    const [row] = await world.sql<{ count: string }>(
      `select count(*) from sessions as s join users as u on u.id = s.user_id
       where u.username = $1 and s.revoked_at is null`,
      [username],
    );
    return Number(row?.count);
  };

  test('shows the account after a login, and nothing of it before', async () => {
    const person = await world.addPerson();
    const page = await visit.open('/account/settings');
    await heading(page, 'Log in to your account');
    // The options for a passkey name no account.
    await until('the options', async () => visit.sent.length > 0);
    expect(visit.sent).toEqual(['startPasskeyLogin']);
    await show(page, 'settings-login');
    await logIn(page, person);
    await heading(page, 'Your account');
    expect(await focused(page)).toBe('h1 Your account');
    await page.getByText(person.email).waitFor();
    await page.getByText('Not confirmed yet', { exact: true }).waitFor();
    await show(page, 'settings-account');
    expect(visit.sent).toEqual(['startPasskeyLogin', 'startLogin', 'me']);
    expect(visit.complaints).toEqual([]);
  });

  test('changes the password', async () => {
    const person = await world.addPerson();
    const page = await enter(person);
    await page.getByRole('link', { name: 'Change your password' }).click();
    await heading(page, 'Change your password');
    await page.getByLabel('Current password').fill('a wrong guess');
    await page.getByLabel('New password').fill(newPassword);
    await show(page, 'settings-password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('link', { name: 'This is not your current password.' }).click();
    expect(await focused(page)).toBe('password Current password');
    await page.keyboard.insertText(person.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Your account');
    await page.getByText('Your password has been changed').waitFor();
    await show(page, 'settings-changed');
    expect(codes(await world.logIn({ ...person, password: newPassword }))).toEqual([]);
    expect(visit.complaints).toEqual([]);
    expect(await liveSessions(person)).toBe(2);
  });

  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0';
  const openElsewhere = (person: Person, userAgent: string) =>
    world.logIn(person, { headers: { 'user-agent': userAgent } });
  const devices = (page: Page) => page.locator('#devices h3').allTextContents();

  test('lists the devices, and logs out one of them, the others, and this one', async () => {
    const person = await world.addPerson();
    for (const agent of [firefox, 'curl/8.14.1', 'okhttp/5.1.0']) await openElsewhere(person, agent);
    const page = await enter(person);
    await heading(page, 'Your account');
    const [first, ...others] = await devices(page);
    expect([first, others.sort()]).toEqual(['Chrome on Linux', ['Firefox on Windows', 'curl', 'okhttp']]);
    const { length } = await page.getByText('This device', { exact: true }).all();
    expect(length).toBe(4);
    expect(await page.getByText('This device', { exact: true }).first().isVisible()).toBe(true);
    await show(page, 'settings-devices');

    await page.getByRole('button', { name: 'Log out: Firefox on Windows' }).click();
    await page.getByText('Logged out: Firefox on Windows').waitFor();
    await page.getByText('Sending…').waitFor({ state: 'hidden' });
    expect((await devices(page)).sort()).toEqual(['Chrome on Linux', 'curl', 'okhttp']);
    expect(await liveSessions(person)).toBe(3);

    await page.getByRole('button', { name: 'Log out all other devices' }).click();
    await page.getByText('Other devices that have been logged out: 2').waitFor();
    expect(await devices(page)).toEqual(['Chrome on Linux']);
    expect(await page.getByRole('button', { name: 'Log out all other devices' }).isVisible()).toBe(false);

    await page.getByRole('button', { name: 'Log out: Chrome on Linux' }).click();
    await page.getByText('You are logged out.').waitFor();
    expect(await liveSessions(person)).toBe(0);
    expect(visit.complaints).toEqual([]);
  });

  test('confirms the email with the code from a mail', async () => {
    const person = await world.addPerson();
    const page = await enter(person);
    await page.getByRole('button', { name: 'Confirm your email' }).click();
    await heading(page, 'Check your mail');
    await show(page, 'settings-code');
    await page.getByRole('textbox', { name: 'Code from the mail' }).fill('BBBB-BBBB');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'The code is wrong or has expired.' }).click();
    expect(await focused(page)).toBe('text Code from the mail');
    const { code } = await mailedTo(world, person.email, 'verify-email');
    await page.keyboard.insertText(code);
    await page.keyboard.press('Enter');
    await page.getByText('Your email is confirmed.').waitFor();
    expect(await page.getByRole('button', { name: 'Confirm your email' }).isVisible()).toBe(false);
    expect(visit.complaints).toEqual([]);
  });

  const makeOld = () => world.sql("update sessions set authenticated_at = now() - interval '1 hour'");
  const confirm = async (page: Page, password: string) => {
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByRole('textbox', { name: 'Password' }).fill(password);
    await dialog.getByRole('button', { name: 'Confirm' }).click();
  };

  test('changes the username, after a confirmation', async () => {
    const person = await world.addPerson();
    const taken = await world.addPerson();
    const page = await enter(person);
    await page.getByRole('link', { name: 'Change your username' }).click();
    await makeOld();
    await page.getByLabel('New username').fill(taken.username);
    await page.getByRole('button', { name: 'Change the username' }).click();
    await confirm(page, person.password);
    await page.getByRole('link', { name: 'This is taken. Choose another one.' }).click();
    expect(await focused(page)).toBe('text New username');
    await show(page, 'settings-username');
    await page.getByLabel('New username').fill(`new-${person.username}`);
    await page.keyboard.press('Enter');
    await page.getByText('Your username has been changed.').waitFor();
    await page.getByText(`new-${person.username}`, { exact: true }).waitFor();

    await page.getByRole('link', { name: 'Change your username' }).click();
    await page.getByLabel('New username').fill(person.username);
    await page.keyboard.press('Enter');
    await page.getByRole('alert', { name: 'Not possible yet' }).waitFor();
    await page.getByText('You have changed this recently. You can change it again after').waitFor();
    await page.getByText(/after \w{3} \d+, \d{4}, \d+:\d\d [AP]M\.$/).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test('changes the email with the code from the mail to it', async () => {
    const person = await world.addPerson();
    const page = await enter(person);
    await page.getByRole('link', { name: 'Change your email' }).click();
    await makeOld();
    await page.getByLabel('New email').fill(person.email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await confirm(page, person.password);
    await page.getByRole('link', { name: 'Your account already has this.' }).waitFor();
    const newEmail = `new-${person.email}`;
    await page.getByLabel('New email').fill(newEmail);
    await show(page, 'settings-email');
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await heading(page, 'Check your mail');
    const { code } = await mailedTo(world, newEmail, 'confirm-email');
    await page.getByRole('textbox', { name: 'Code from the mail' }).fill(code);
    await page.keyboard.press('Enter');
    await page.getByText('Your email has been changed').waitFor();
    await page.getByText(newEmail, { exact: true }).waitFor();
    await page.getByText('Confirmed', { exact: true }).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test('makes a change of the email final with the code from the mail to the old one', async () => {
    const person = await world.addPerson();
    await world.sql('update users set email_verified_at = now() where id = $1', [person.id]);
    const page = await enter(person, '#email');
    const newEmail = `new-${person.email}`;
    await page.getByLabel('New email').fill(newEmail);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await heading(page, 'Check your mail');
    const oldCode = page.getByRole('textbox', { name: 'Code from the mail to the old email' });
    expect(await oldCode.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'make the change final' }).click();
    expect(await focused(page)).toBe('text Code from the mail to the old email');
    await show(page, 'settings-email-final');
    await oldCode.fill((await mailedTo(world, person.email, 'email-change-requested')).code);
    const { code } = await mailedTo(world, newEmail, 'confirm-email');
    await page.getByRole('textbox', { name: 'Code from the mail', exact: true }).fill(code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Your email has been changed').waitFor();
    // Not the mail with the link that undoes the change.
    expect((await mailedTo(world, person.email)).kind).toBe('email-change-done');
    expect(visit.complaints).toEqual([]);
  });

  test('shows a change of the email that is not confirmed yet, and cancels it', async () => {
    const person = await world.addPerson();
    const page = await enter(person, '#email');
    const newEmail = `new-${person.email}`;
    await page.getByLabel('New email').fill(newEmail);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await heading(page, 'Check your mail');
    await page.getByText(`A mail to ${newEmail} is on its way.`).waitFor();
    const { code } = await mailedTo(world, newEmail, 'confirm-email');
    await page.getByRole('link', { name: 'Back to your account' }).click();
    await page.getByRole('button', { name: 'Enter the code from the mail' }).click();
    await heading(page, 'Check your mail');
    await page.getByRole('button', { name: 'Request a new mail' }).click();
    const requests = () => visit.sent.filter((field) => field === 'requestEmailChange').length;
    await until('another request', async () => requests() === 2);
    await page.getByText('Sending…').waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Back to your account' }).click();
    await page.getByText(newEmail, { exact: true }).waitFor();
    await show(page, 'settings-pending');
    await page.getByRole('button', { name: 'Cancel the change' }).click();
    await page.getByText('The change of your email has been cancelled.').waitFor();
    expect(await page.getByText(newEmail, { exact: true }).isVisible()).toBe(false);
    expect(code).not.toBe('');
    const [row] = await world.sql('select email from users where username = $1', [person.username]);
    expect(row).toEqual({ email: person.email });
    expect(visit.complaints).toEqual([]);
  });

  test('downloads what the service stores about the user', async () => {
    const person = await world.addPerson();
    const page = await enter(person);
    await heading(page, 'Your account');
    await makeOld();
    await page.getByRole('button', { name: 'Download your data' }).click();
    const downloading = page.waitForEvent('download');
    await confirm(page, person.password);
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('account-data.json');
    const { sections } = JSON.parse(readFileSync(await download.path(), 'utf8'));
    expect(JSON.stringify(sections)).toContain(person.email);
    expect(visit.complaints).toEqual([]);
  });

  test('deletes the account, says when, and restores it after a login', async () => {
    const person = await world.addPerson();
    const page = await enter(person);
    await page.getByRole('link', { name: 'Delete your account' }).click();
    await heading(page, 'Delete your account');
    await show(page, 'settings-delete');
    await makeOld();
    await page.getByRole('button', { name: 'Delete the account' }).click();
    await confirm(page, person.password);
    await heading(page, 'Your account is closed');
    const due = new Date(Date.now() + 14 * 86_400_000).toLocaleDateString('en', { dateStyle: 'medium' });
    await page.getByText(`The account and its data will be deleted on ${due}`).waitFor();
    await show(page, 'settings-deleted');
    expect(await liveSessions(person)).toBe(0);

    await page.getByRole('link', { name: 'Go to the login' }).click();
    await logIn(page, person);
    await heading(page, 'Your account will be deleted');
    await show(page, 'settings-restore');
    await page.getByRole('button', { name: 'Restore the account' }).click();
    await heading(page, 'Your account');
    await page.getByText('Your account has been restored.').waitFor();
    await page.getByText(person.email).waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test('says what a wrong password means, and leads to the page for a forgotten one', async () => {
    const person = await world.addPerson();
    const page = await enter({ ...person, password: 'a wrong guess' });
    await page.getByRole('link', { name: 'Wrong password, or there is no such account.' }).click();
    expect(await focused(page)).toBe('password Password');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await heading(page, 'Forgot your password?');
  });

  test('opens the view that the URL names, and follows the Back button', async () => {
    const person = await world.addPerson();
    const page = await enter(person, '#password');
    await heading(page, 'Change your password');
    await page.getByRole('link', { name: 'Back to your account' }).click();
    await heading(page, 'Your account');
    await page.goBack();
    await heading(page, 'Change your password');
    await page.goForward();
    await heading(page, 'Your account');
    expect(visit.complaints).toEqual([]);
  });

  test('leads from /account to the page', async () => {
    const page = await visit.open('/account');
    await heading(page, 'Log in to your account');
    expect(new URL(page.url()).pathname).toBe('/account/login');
  });

  test('has a URL and a title for the login, and comes back to the view that the visitor wanted', async () => {
    const person = await world.addPerson();
    const page = await visit.open('/account/settings#password');
    await heading(page, 'Log in to your account');
    const place = async () => [new URL(page.url()).pathname + new URL(page.url()).hash, await page.title()];
    expect(await place()).toEqual(['/account/login#password', 'Log in to your account']);
    expect(await focused(page)).toBe('text Username or email');
    await logIn(page, person);
    await heading(page, 'Change your password');
    expect(await place()).toEqual(['/account/settings#password', 'Change your password']);
    await page.getByRole('link', { name: 'Back to your account' }).click();
    await page.getByRole('button', { name: 'Log out: Chrome on Linux' }).click();
    await heading(page, 'Log in to your account');
    expect(new URL(page.url()).pathname).toBe('/account/login');
    expect(visit.complaints).toEqual([]);
  });

  test('keeps the tokens out of storage, the URL and the document, and logs out when it is closed', async () => {
    const person = await world.addPerson();
    const page = await enter(person);
    await heading(page, 'Your account');
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.cookie]),
    );
    expect(kept).not.toContain('ey');
    expect(await page.content()).not.toContain('eyJ');
    expect(await liveSessions(person)).toBe(1);
    await page.reload();
    await heading(page, 'Log in to your account');
    await until('the logout', async () => (await liveSessions(person)) === 0);
  });

  test('works by keyboard alone', async () => {
    const person = await world.addPerson();
    const page = await visit.open('/account/settings');
    await heading(page, 'Log in to your account');
    expect(await focused(page)).toBe('text Username or email');
    await page.keyboard.type(person.username);
    await tabTo(page, 'password Password');
    await page.keyboard.type(person.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Your account');
    await tabTo(page, 'a Change your password');
    await page.keyboard.press('Enter');
    await heading(page, 'Change your password');
    await tabTo(page, 'password Current password');
    await page.keyboard.type(person.password);
    await tabTo(page, 'password New password');
    await page.keyboard.type(newPassword);
    await page.keyboard.press('Enter');
    await page.getByText('Your password has been changed').waitFor();
    expect(await focused(page)).toBe('h1 Your account');
  });
});

inBrowser('the settings page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  const startWith = async (env: Record<string, string>) => {
    const world = await World.start({ env });
    const visit = await PageVisit.begin(browser, world);
    return { world, visit, person: await world.addPerson() };
  };

  test('renews its access token, and keeps what was typed when the session has ended', async () => {
    const { world, visit, person } = await startWith({ ACCESS_TOKEN_TTL: '1s' });
    const page = await visit.open('/account/settings#password');
    await logIn(page, person);
    await heading(page, 'Change your password');
    await page.getByLabel('New password').fill(newPassword);
    await page.getByLabel('Current password').fill('a wrong guess');
    await page.waitForTimeout(1_500);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('link', { name: 'This is not your current password.' }).waitFor();
    expect(visit.sent).toEqual(expect.arrayContaining(['refresh']));

    await page.getByLabel('Current password').fill(person.password);
    await world.sql("update sessions set revoked_at = now(), revoked_reason = 'admin'");
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'Log in to your account');
    await page
      .getByText('Your session has ended: another device or the service ended it. Log in again.')
      .waitFor();
    await logIn(page, person);
    await heading(page, 'Change your password');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your password has been changed').waitFor();
    expect(codes(await world.logIn({ ...person, password: newPassword }))).toEqual([]);

    // One user must not see another user's input.
    const other = await world.addPerson();
    await page.getByRole('link', { name: 'Change your password' }).click();
    await page.getByLabel('New password').fill(newPassword);
    await world.sql("update sessions set revoked_at = now(), revoked_reason = 'admin'");
    await page.getByLabel('Current password').fill(person.password);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'Log in to your account');
    await logIn(page, other);
    await heading(page, 'Change your password');
    expect(await page.getByLabel('New password').inputValue()).toBe('');
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });

  test('goes on with the session in the cookie, and leaves it open', async () => {
    const { world, visit, person } = await startWith({ REFRESH_TOKEN_COOKIE: 'true' });
    const page = await visit.open('/account/settings');
    await heading(page, 'Log in to your account');
    await logIn(page, person);
    await heading(page, 'Your account');
    await page.reload();
    await heading(page, 'Your account');
    await page.getByText(person.email).waitFor();
    expect(visit.sent.filter((field) => field !== 'startPasskeyLogin')).toEqual([
      'refresh',
      'startLogin',
      'me',
      'refresh',
      'me',
    ]);
    await page.getByRole('button', { name: 'Log out: Chrome on Linux' }).click();
    await heading(page, 'Log in to your account');
    await page.reload();
    await heading(page, 'Log in to your account');
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });

  test('shows nothing of another user, whose session has taken over the cookie', async () => {
    const { world, visit, person } = await startWith({
      REFRESH_TOKEN_COOKIE: 'true',
      ACCESS_TOKEN_TTL: '1s',
    });
    const page = await visit.open('/account/settings');
    await logIn(page, person);
    await heading(page, 'Your account');
    const other = await world.addPerson();
    const { username, password } = other;
    await page.evaluate(
      async ([query, input]) => {
        const headers = { 'content-type': 'application/json' };
        await fetch('../graphql', {
          method: 'POST',
          headers,
          body: JSON.stringify({ query, variables: { input } }),
        });
      },
      [
        'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
        { username, password },
      ] as const,
    );
    await page.waitForTimeout(1_500);
    await page.getByRole('link', { name: 'Change your password' }).click();
    await heading(page, 'Log in to your account');
    await page
      .getByText('Your session has ended: another device or the service ended it. Log in again.')
      .waitFor();
    expect(await page.content()).not.toContain(other.email);
    await page.reload();
    await heading(page, 'Change your password');
    await page.getByRole('link', { name: 'Back to your account' }).click();
    await page.getByText(other.email).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });

  /** Makes the service reject each operation once, as if the login were too old. */
  const refuseOnce = (page: Page, field: string) =>
    page.route(
      '**/graphql',
      (route) => {
        if (!route.request().postData()?.includes(` ${field}(`)) return route.fallback();
        const extensions = { code: 'REAUTHENTICATION_REQUIRED', methods: [], maxAgeSeconds: 600 };
        return route.fulfill({ json: { data: null, errors: [{ message: '', extensions }] } });
      },
      { times: 1 },
    );
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' });

  test('asks for the password in a dialog, and repeats what was refused', async () => {
    const { world, visit, person } = await startWith({});
    const page = await visit.open('/account/settings#password');
    await logIn(page, person);
    await heading(page, 'Change your password');
    await refuseOnce(page, 'changePassword');
    await page.getByLabel('Current password').fill(person.password);
    await page.getByLabel('New password').fill(newPassword);
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    expect(await focused(page)).toBe('password Password');
    await page.keyboard.type('a wrong guess');
    await page.keyboard.press('Enter');
    await dialog(page).getByRole('link', { name: 'This is not your current password.' }).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await show(page, 'settings-confirm');
    expect(await focused(page)).toBe('password Password');
    await tabTo(page, 'a This is not your current password.');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('password Password');
    await page.keyboard.insertText(person.password);
    await page.keyboard.press('Enter');
    await page.getByText('Your password has been changed').waitFor();
    expect(await dialog(page).isVisible()).toBe(false);
    expect(visit.sent.filter((field) => field === 'changePassword')).toHaveLength(2);
    expect(codes(await world.logIn({ ...person, password: newPassword }))).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });

  test.each([
    'Escape',
    'Cancel',
  ])('changes nothing, and keeps the form, if %s closes the dialog', async (way) => {
    const { world, visit, person } = await startWith({});
    const page = await visit.open('/account/settings#password');
    await logIn(page, person);
    await heading(page, 'Change your password');
    await refuseOnce(page, 'changePassword');
    await page.getByLabel('Current password').fill(person.password);
    await page.getByLabel('New password').fill(newPassword);
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    if (way === 'Escape') await page.keyboard.press('Escape');
    else await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert', { name: 'Cancelled' }).waitFor();
    await page.getByText('Nothing has changed, since you have not confirmed that it is you.').waitFor();
    expect(await dialog(page).isVisible()).toBe(false);
    expect(await page.getByLabel('New password').inputValue()).toBe(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your password has been changed').waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });

  test('asks for the code from a mail in the dialog, if the account has no password', async () => {
    const { world, visit, person } = await startWith({});
    const page = await visit.open('/account/settings#password');
    await logIn(page, person);
    await heading(page, 'Change your password');
    await world.sql('delete from password_credentials where user_id = $1', [person.id]);
    await refuseOnce(page, 'changePassword');
    await page.getByLabel('Current password').fill(person.password);
    await page.getByLabel('New password').fill(newPassword);
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    expect(await focused(page)).toBe('text Code from the mail');
    await show(page, 'settings-confirm-code');
    const { code } = await mailedTo(world, person.email, 'confirm-identity');
    await page.keyboard.type(code);
    // By now, the challenge has ended.
    await world.sql('update confirmations set used_at = now()');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('This took too long. A new mail').waitFor();
    const next = await mailedTo(world, person.email, 'confirm-identity');
    await dialog(page).getByRole('textbox').fill(next.code);
    await dialog(page).getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('link', { name: 'This is not your current password.' }).waitFor();
    expect(visit.sent.filter((field) => field === 'changePassword')).toHaveLength(2);
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });

  test('asks for the code from a mail, if the login needs it', async () => {
    const { world, visit, person } = await startWith({ EMAIL_VERIFICATION: 'required' });
    const page = await visit.open('/account/settings');
    await logIn(page, person);
    await heading(page, 'Check your mail');
    const { code } = await mailedTo(world, person.email, 'verify-email');
    await page.getByRole('textbox', { name: 'Code from the mail' }).fill(code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Your account');
    await page.getByText('Confirmed', { exact: true }).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });

  test('offers another try, if the service does not answer', async () => {
    const { world, visit, person } = await startWith({});
    const page = await visit.open('/account/settings');
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('me {') ? route.abort() : route.continue(),
    );
    await logIn(page, person);
    await heading(page, 'Your account could not be loaded');
    await page.getByText('The service did not answer.').waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: 'Try again' }).click();
    await heading(page, 'Your account');
    await visit.context.close();
    await world.stop();
  });

  test.each([
    ['light', 'none'],
    ['dark', 'active'],
    ['dark', 'none'],
  ] as const)('is accessible on a small phone, in %s mode with forced colours %s', async (colorScheme, forcedColors) => {
    const world = await World.start();
    const phone = await PageVisit.begin(browser, world, {
      viewport: { width: 320, height: 640 },
      colorScheme,
      forcedColors,
      locale: 'de',
    });
    const page = await phone.open('/account/settings');
    const person = await world.addPerson();
    await world.logIn(person);
    const check = async (name: string) => {
      expect(await findFaults(page)).toEqual([]);
      await show(page, `settings-phone-${name}-${colorScheme}-${forcedColors}`);
    };
    await check('login');
    await page.getByLabel('Benutzername oder E-Mail-Adresse').fill(person.username);
    await page.getByRole('textbox', { name: 'Passwort', exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    await heading(page, 'Ihr Konto');
    await check('account');
    await page.getByRole('link', { name: 'Passwort ändern' }).click();
    await heading(page, 'Passwort ändern');
    await check('password');
    await page.goto(new URL('#delete', page.url()).href);
    await heading(page, 'Konto löschen');
    await check('delete');
    await world.sql("update sessions set authenticated_at = now() - interval '1 hour'");
    await page.getByRole('button', { name: 'Konto löschen' }).click();
    await page.getByRole('dialog').waitFor();
    await check('dialog');
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
    await world.stop();
  });
});
