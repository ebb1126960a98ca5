import type { Browser, Page } from 'playwright-core';
import { makePerson, type Person } from '../../../tests/support/client.ts';
import { mailedTo } from '../../../tests/support/mailed.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, heading, logInOn, PageVisit, visitPages } from './account-page.ts';
import { inBrowser, show } from './visit.ts';

const fill = async (page: Page, { username, email, password }: Person) => {
  await page.getByRole('textbox', { name: 'Username' }).fill(username);
  await page.getByRole('textbox', { name: 'Email' }).fill(email);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.getByRole('button', { name: 'Create account' }).click();
};

inBrowser('the signup page', () => {
  let world: World;
  let browser: Browser;
  let visit: PageVisit;

  visitPages((visited) => {
    ({ world, browser, visit } = visited);
  });

  test('creates an account, and leads to the login with the username filled in', async () => {
    const person = makePerson();
    const page = await visit.open('/account/login');
    await page.getByRole('link', { name: 'No account yet? Sign up' }).click();
    await heading(page, 'Sign up');
    expect(await focused(page)).toBe('text Username');
    expect(await findFaults(page)).toEqual([]);
    await show(page, 'account-signup-form');
    await fill(page, person);
    await heading(page, 'Log in to your account');
    await page.getByText('Your account is ready. Log in with your password.').waitFor();
    expect(await page.getByLabel('Username or email').inputValue()).toBe(person.username);
    expect(await focused(page)).toBe('password Password');
    await logInOn(page, person);
    await heading(page, 'Your account');
    await page.goto(new URL('/account/login', world.url).href);
    expect(await page.getByLabel('Username or email').inputValue()).toBe('');
    expect(visit.complaints).toEqual([]);
  });

  test('suggests another username, and leads a user with an account to the login or a new password', async () => {
    const known = await world.addPerson();
    const person = { ...makePerson(), username: known.username };
    const page = await visit.open('/account/signup');
    await fill(page, person);
    await page.getByText('This is taken. Choose another one.').first().waitFor();
    expect(await focused(page)).toBe('text Username');
    await page.getByRole('button', { name: `Use ${known.username.slice(0, 28)}` }).click();
    const username = await page.getByRole('textbox', { name: 'Username' }).inputValue();
    expect(username).toMatch(/\d{4}$/);
    expect(await page.getByRole('textbox', { name: 'Username' }).getAttribute('aria-invalid')).toBeNull();
    await fill(page, { ...person, username, email: known.email });
    await page.getByText('You already have an account.').waitFor();
    expect(
      await page.locator('#email-taken a').evaluateAll((links) => links.map((link) => link.textContent)),
    ).toEqual(['Log in', 'Forgot your password?']);
    expect(await focused(page)).toBe('text Email');
    await fill(page, { ...person, username });
    await heading(page, 'Log in to your account');
    expect(visit.complaints).toEqual([]);
  });

  const startWith = async (env: Record<string, string>) => {
    const own = await World.start({ env });
    const visit = await PageVisit.begin(browser, own);
    return { world: own, visit };
  };

  test('with a cookie, the user is logged in', async () => {
    const { world, visit } = await startWith({
      REFRESH_TOKEN_COOKIE: 'true',
      EMAIL_VERIFICATION: 'optional',
    });
    const person = makePerson();
    const page = await visit.open('/account/signup');
    await fill(page, person);
    await heading(page, 'Your account');
    await page.getByText(person.email).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account/settings');
    await mailedTo(world, person.email, 'verify-email');
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });

  test('with EMAIL_VERIFICATION=required, asks for the code from a mail first', async () => {
    const { world, visit } = await startWith({ EMAIL_VERIFICATION: 'required' });
    const person = makePerson();
    const page = await visit.open('/account/signup');
    await fill(page, { ...person, email: `wrong-${person.email}` });
    await heading(page, 'Check your mail');
    const resend = page.locator('[data-form="resend"] button');
    expect(await resend.textContent()).toMatch(/^Request a new mail \(\d\d s\)$/);
    await page.getByRole('button', { name: 'Wrong email? Change it' }).click();
    await heading(page, 'Sign up');
    expect(await focused(page)).toBe('text Email');
    await fill(page, person);
    await page.getByText(`a mail to it is on its way`).waitFor();
    expect(await findFaults(page)).toEqual([]);
    await show(page, 'account-signup-code');
    await page.getByRole('textbox', { name: 'Code from the mail' }).fill('BBBB-BBBB');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'The code is wrong or has expired.' }).waitFor();
    expect(await focused(page)).toBe('text Code from the mail');
    const { code } = await mailedTo(world, person.email, 'complete-signup');
    await page.keyboard.insertText(code);
    await page.keyboard.press('Enter');
    await heading(page, 'Log in to your account');
    await logInOn(page, person);
    await heading(page, 'Your account');
    await page.getByText('Confirmed', { exact: true }).waitFor();
    expect(visit.complaints).toEqual([]);
    await visit.context.close();
    await world.stop();
  });
});
