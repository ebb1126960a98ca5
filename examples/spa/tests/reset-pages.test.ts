import type { Browser } from 'playwright-core';
import { codes, type Person } from '../../../tests/support/client.ts';
import { mailedTo } from '../../../tests/support/mailed.ts';
import type { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, heading, PageVisit, scan, tabTo, visitPages } from './account-page.ts';
import { inBrowser, show } from './visit.ts';

const newPassword = 'another walk along the harbour';

inBrowser('a forgotten password', () => {
  let world: World;
  let browser: Browser;
  let visit: PageVisit;

  visitPages((visited) => {
    ({ world, browser, visit } = visited);
  });

  const request =
    'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { flow } }';
  /** Requests the mail for a new account. */
  const forget = async () => {
    const person = await world.addPerson();
    await world.ask(request, { input: { email: person.email } });
    return { person, ...(await mailedTo(world, person.email, 'reset-password')) };
  };
  const logInWith = async ({ username }: Person, password: string) =>
    codes(await world.logIn({ username, password }));

  test('is replaced, from the request over the link of the mail to the login', async () => {
    const person = await world.addPerson();
    const forgot = await visit.open('/account/forgot');
    await heading(forgot, 'Forgot your password?');
    await show(forgot, 'account-forgot');
    await forgot.getByLabel('Email').fill(person.email);
    await forgot.getByRole('button', { name: 'Send the mail' }).click();
    await heading(forgot, 'Check your mail');
    await show(forgot, 'account-sent');

    const { token } = await mailedTo(world, person.email, 'reset-password');
    const reset = await visit.open(`/account/reset#token=${token}`);
    await heading(reset, 'Choose a new password');
    expect(new URL(reset.url()).hash).toBe('');
    expect(await reset.getByLabel('Code').isVisible()).toBe(false);
    await show(reset, 'account-reset');
    await reset.getByLabel('New password').fill(newPassword);
    await reset.getByRole('button', { name: 'Change the password' }).click();
    await heading(reset, 'Your password has been changed');
    expect(await focused(reset)).toBe('h1 Your password has been changed');
    expect(await reset.title()).toBe('Your password has been changed');
    await show(reset, 'account-reset-done');

    expect(await logInWith(person, person.password)).toEqual(['INVALID_CREDENTIALS']);
    expect(await logInWith(person, newPassword)).toEqual([]);
    expect(visit.sent).toEqual(['requestPasswordReset', 'resetPassword']);
    expect(visit.complaints).toEqual([]);
  });

  test('is replaced with the code, where the mail is read on another device', async () => {
    const person = await world.addPerson();
    const page = await visit.open('/account/forgot');
    await page.getByLabel('Email').fill(person.email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await heading(page, 'Check your mail');
    const { code } = await mailedTo(world, person.email, 'reset-password');
    await page.getByLabel('Code from the mail').fill('BBBB-BBBB');
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('link', { name: 'The code is wrong or has expired.' }).click();
    expect(await focused(page)).toBe('text Code from the mail');
    await page.keyboard.insertText(`${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `);
    await page.keyboard.press('Enter');
    await heading(page, 'Your password has been changed');
    expect(await logInWith(person, newPassword)).toEqual([]);
  });

  test('is replaced with the code, where the mail program has cut the token off', async () => {
    const person = await world.addPerson();
    const page = await visit.open('/account/forgot');
    await page.getByLabel('Email').fill(person.email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await heading(page, 'Check your mail');
    const { code } = await mailedTo(world, person.email, 'reset-password');
    const cut = await visit.open('/account/reset');
    await cut.getByLabel('Code from the mail').fill(code);
    await cut.getByLabel('New password').fill(newPassword);
    await cut.getByRole('button', { name: 'Change the password' }).click();
    await heading(cut, 'Your password has been changed');
    // The flow has been used, so the browser keeps no trace of it.
    expect(await cut.evaluate(() => ({ ...localStorage }))).toEqual({});
  });

  test('gets the same answer for an email without an account', async () => {
    const page = await visit.open('/account/forgot');
    await page.getByLabel('Email').fill('nobody@example.com');
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await heading(page, 'Check your mail');
  });

  test('asks for a new mail where the link is incomplete and no mail was requested', async () => {
    const page = await visit.open('/account/reset');
    await heading(page, 'This link does not work');
    await page.getByText('The link is incomplete.').waitFor();
    await page.getByRole('link', { name: 'Request a new mail' }).click();
    await heading(page, 'Forgot your password?');
    expect(visit.sent).toEqual([]);
  });

  const expire = "update one_time_secrets set expires_at = now() - interval '1 second' where user_id = $1";
  const useUp = 'update one_time_secrets set used_at = now() where user_id = $1';
  test.each<[string, string, string | undefined, (token: string) => string]>([
    ['has expired', 'The link has expired.', expire, (token) => token],
    ['was used', 'The link has already been used.', useUp, (token) => token],
    ['is damaged', 'The link is damaged', undefined, (token) => `${token.slice(0, -4)}AAAA`],
    ['was never one', 'The link is damaged', undefined, () => '"><img src=x>'],
    ['was cut', 'The link is damaged', undefined, (token) => token.slice(0, 30)],
  ])('says in plain words that a link %s, and offers the next one', async (_what, words, statement, change) => {
    const { person, token } = await forget();
    if (statement) await world.sql(statement, [person.id]);
    const page = await visit.open(`/account/reset#token=${change(token)}`);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'This link does not work');
    await page.getByText(words).waitFor();
    await page.getByRole('link', { name: 'Request a new mail' }).click();
    await heading(page, 'Forgot your password?');
    expect(await logInWith(person, newPassword)).toEqual(['INVALID_CREDENTIALS']);
    expect(visit.complaints).toEqual([]);
  });

  test('accepts the token in the query as well, and removes it from the URL', async () => {
    const { person, token } = await forget();
    const page = await visit.open(`/account/reset?token=${token}`);
    await heading(page, 'Choose a new password');
    expect(new URL(page.url()).search).toBe('');
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'Your password has been changed');
    expect(await logInWith(person, newPassword)).toEqual([]);
  });

  test('takes up a link that is opened in the tab of another one', async () => {
    const { token } = await forget();
    const page = await visit.open('/account/reset#token=old');
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'This link does not work');
    await page.goto(new URL(`/account/reset#token=${token}`, world.url).href);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'Your password has been changed');
  });

  test('sends one mutation for a double click, and keeps the focus on the button meanwhile', async () => {
    const { token } = await forget();
    const page = await visit.open(`/account/reset#token=${token}`);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/graphql', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByLabel('New password').fill(newPassword);
    const button = page.getByRole('button', { name: 'Change the password' });
    await button.dblclick();
    await page.getByRole('status').getByText('Sending…').waitFor();
    expect([await button.getAttribute('aria-disabled'), await focused(page)]).toEqual([
      'true',
      'button Change the password',
    ]);
    await page.getByLabel('New password').press('Enter');
    release();
    await heading(page, 'Your password has been changed');
    expect(visit.sent).toEqual(['resetPassword']);
  });

  test('works with the keyboard alone', async () => {
    const { person, token } = await forget();
    const page = await visit.open(`/account/reset#token=${token}`);
    expect(await focused(page)).toBe('password New password');
    await page.keyboard.insertText('password1');
    await tabTo(page, 'button Show');
    await page.keyboard.press('Space');
    expect(await page.getByLabel('New password').getAttribute('type')).toBe('text');
    await tabTo(page, 'button Change the password');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'This is one of the most common passwords.' }).waitFor();
    expect(await focused(page)).toBe('password New password');
    // The wrong password is selected, so that typing replaces it.
    await page.keyboard.insertText(newPassword);
    await page.keyboard.press('Enter');
    await heading(page, 'Your password has been changed');
    expect(await logInWith(person, newPassword)).toEqual([]);
  });

  test('names each broken rule at its field and above the form, in the language of the browser', async () => {
    const { token } = await forget();
    const german = await PageVisit.begin(browser, world, { locale: 'de-DE' });
    const page = await german.open(`/account/reset#token=${token}`);
    await page.getByLabel('Neues Passwort').fill('password1');
    await page.getByRole('button', { name: 'Passwort ändern' }).click();
    const words = 'Dies ist eines der häufigsten Passwörter. Wählen Sie ein anderes.';
    const summary = page.getByRole('group', { name: 'Etwas fehlt oder stimmt nicht' });
    await summary.getByText(words).waitFor();
    const input = page.getByLabel('Neues Passwort');
    expect(await input.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await input.getAttribute('aria-invalid')).toBe('true');
    const notes = (await input.getAttribute('aria-describedby'))?.split(' ') ?? [];
    const described = await Promise.all(notes.map((id) => page.locator(`#${id}`).innerText()));
    expect(described).toContain(words);
    await show(page, 'account-reset-problem');
    await german.context.close();
  });

  test.each<[string, object, string]>([
    ['RATE_LIMITED', { retryAfterSeconds: 59 }, 'Too many attempts.'],
    ['RATE_LIMITED', { retryAfterSeconds: 130 }, 'Too many attempts. Try again in 3 minutes.'],
    ['RATE_LIMITED', { retryAfterSeconds: 40_000 }, 'Too many attempts. Try again in 12 hours.'],
    ['OVERLOADED', { retryAfterSeconds: 5 }, 'The service is busy. Wait a moment, then try again.'],
    ['TEMPORARILY_UNAVAILABLE', {}, 'The service is not available right now.'],
    ['MAIL_NOT_CONFIGURED', {}, 'This service cannot send mail. Ask its operator for help.'],
    ['INTERNAL_SERVER_ERROR', { requestId: 'abc-123' }, 'report this number: abc-123'],
    ['A_CODE_OF_TOMORROW', {}, 'report this number: A_CODE_OF_TOMORROW'],
  ])('shows plain words for %s with %j, and what to do next', async (code, more, words) => {
    const page = await visit.open('/account/forgot');
    const errors = [{ message: code, extensions: { code, ...more } }];
    await page.route('**/graphql', (route) => route.fulfill({ json: { data: null, errors } }));
    await page.getByLabel('Email').fill('alice@example.com');
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await page.getByRole('alert').getByText(words).waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe('alice@example.com');
  });

  test('says so where a proxy answers in place of the service', async () => {
    const page = await visit.open('/account/forgot');
    await page.route('**/graphql', (route) => route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' }));
    await page.getByLabel('Email').fill('alice@example.com');
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await page.getByText('The service did not answer.').waitFor();
  });

  test('says that the service is unreachable, and works once it is back', async () => {
    const { token } = await forget();
    const page = await visit.open(`/account/reset#token=${token}`);
    await visit.context.setOffline(true);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('You are offline. Try again when the connection is back.').waitFor();
    expect(visit.sent).toEqual([]);
    await visit.context.setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'Your password has been changed');
  });

  test('survives a scanner that opens the link, runs its scripts and waits for ten seconds', async () => {
    const { person, token } = await forget();
    const links = [`/account/reset#token=${token}`, `/account/reset?token=${token}`];
    expect(await scan(browser, world, links)).toEqual([]);
    const page = await visit.open(`/account/reset#token=${token}`);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'Your password has been changed');
    expect(await logInWith(person, newPassword)).toEqual([]);
  });

  test.each([
    ['light', 'none'],
    ['dark', 'none'],
    ['dark', 'active'],
  ] as const)('is accessible on a small phone, in %s mode with forced colours %s', async (colorScheme, forcedColors) => {
    const { token } = await forget();
    const phone = await PageVisit.begin(browser, world, {
      viewport: { width: 320, height: 640 },
      colorScheme,
      forcedColors,
    });
    for (const path of ['/account/forgot', `/account/reset#token=${token}`]) {
      const page = await phone.open(path);
      expect(await findFaults(page)).toEqual([]);
    }
    const page = await phone.open(`/account/reset#token=${token}`);
    await page.getByLabel('New password').fill('password1');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByRole('group', { name: 'Something is missing or wrong' }).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await show(page, `account-phone-${colorScheme}-${forcedColors}`);
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });
});
