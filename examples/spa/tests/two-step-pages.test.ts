import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { Person } from '../../../tests/support/client.ts';
import { mailedTo } from '../../../tests/support/mailed.ts';
import { codeOf, enrol, passTime, wrongCodeOf } from '../../../tests/support/totp.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, heading, PageVisit, tabTo, visitPages } from './account-page.ts';
import { readQrCode } from './qr-code.ts';
import { inBrowser, show } from './visit.ts';

/** How many groups of letters each line of the text has. */
const groupsInLines = (element: Element): number[] => {
  const text = element.firstChild as Text;
  const counts = new Map<number, number>();
  for (let at = 0; at < text.length; at += 5) {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 4);
    const { top } = range.getBoundingClientRect();
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  return [...counts.values()];
};

inBrowser('two-step login on the account pages', () => {
  let world: World;
  let browser: Browser;
  let visit: PageVisit;

  visitPages((visited) => {
    ({ world, browser, visit } = visited);
  });

  const logIn = async (page: Page, { username, password }: Person) => {
    await page.getByLabel('Username or email').fill(username);
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
    await page.getByRole('button', { name: /^Log in( and confirm)?$/ }).click();
  };
  const enter = async (person: Person, view = '') => {
    const page = await visit.open(`/account/settings${view}`);
    await logIn(page, person);
    return page;
  };
  const totpField = 'Code from your authenticator app';
  const recoveryCodesOf = (page: Page) => page.locator('#recovery-codes li').allTextContents();
  const makeOld = () => world.sql("update sessions set authenticated_at = now() - interval '1 hour'");

  test('an app that scans the QR code is set up, and the next login asks for its code', async () => {
    const person = await world.addPerson();
    await world.openSession(person);
    const page = await enter(person);
    await page.getByText('Off: a login needs only the password.').waitFor();
    await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
    await heading(page, 'Set up an authenticator app');
    const uri = await readQrCode(page);
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    world.watch({ secret });
    expect(await page.getByRole('link', { name: 'Open it' }).getAttribute('href')).toBe(uri);
    expect((await page.locator('[data-text="secret"]').textContent())?.replaceAll(' ', '')).toBe(secret);
    expect(await page.getByText('The old app and the old recovery codes').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Back to the login' }).isVisible()).toBe(false);
    await show(page, 'two-step-enrol');
    await page.getByLabel('Code from the app').fill(wrongCodeOf(secret));
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Enter the code that the app shows now' }).click();
    expect(await focused(page)).toBe('text Code from the app');
    await page.keyboard.insertText(codeOf(secret));
    await page.keyboard.press('Enter');

    await heading(page, 'Store your recovery codes');
    const codes = await recoveryCodesOf(page);
    expect([codes.length, new Set(codes).size]).toEqual([10, 10]);
    for (const recoveryCode of codes) world.watch({ recoveryCode });
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const file = readFileSync(await (await downloading).path(), 'utf8');
    const [host, username, time = '', rule, empty, ...downloaded] = file.trim().split('\n');
    expect([host, username, empty]).toEqual([new URL(world.url).host, person.username, '']);
    expect(Math.abs(Date.now() - new Date(time).getTime())).toBeLessThan(10 * 60_000);
    expect(rule).toBe('Each code works once, instead of the authenticator app or a passkey.');
    expect(downloaded).toEqual(codes);
    await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(codes.join('\n'));
    await show(page, 'two-step-codes');
    await page.getByRole('button', { name: 'I have stored the codes' }).click();
    await page.getByText('Two-step login is set up, and all other devices have been logged out.').waitFor();
    await page.getByText('Unused recovery codes: 10').waitFor();
    expect(await page.locator('#devices h3').count()).toBe(1);
    const content = await page.content();
    for (const kept of [secret, ...codes]) expect(content).not.toContain(kept);
    await show(page, 'two-step-on');

    await page.getByRole('button', { name: 'Replace the authenticator app' }).click();
    await page.getByText('The old app and the old recovery codes stop working.').waitFor();
    world.watch({ secret: (await page.locator('[data-text="secret"]').innerText()).replaceAll(' ', '') });
    await page.getByRole('link', { name: 'Back to your account' }).click();
    await heading(page, 'Your account');

    await passTime(world, person);
    await page.reload();
    await logIn(page, person);
    await heading(page, 'One more step');
    expect(await focused(page)).toBe(`text ${totpField}`);
    await page.keyboard.type(wrongCodeOf(secret));
    await page.keyboard.press('Enter');
    await page
      .getByRole('group', { name: 'The code was not accepted' })
      .getByRole('link', { name: 'This code is not valid.' })
      .click();
    await show(page, 'two-step-login');
    await page.keyboard.insertText(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Your account');
    expect(visit.complaints).toEqual([]);
  });

  test('without the app, a recovery code logs in, and a code that was used does not', async () => {
    const { person, recoveryCodes } = await enrol(world);
    const page = await enter(person);
    await heading(page, 'One more step');
    const enterCode = async () => {
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      expect(await focused(page)).toBe('text Recovery code');
      expect(await page.getByRole('textbox', { name: totpField }).isVisible()).toBe(false);
      await page.keyboard.insertText(recoveryCodes[0] ?? '');
      await page.keyboard.press('Enter');
    };
    await enterCode();
    await page.getByText('Unused recovery codes: 9').waitFor();
    await page.reload();
    await logIn(page, person);
    await heading(page, 'One more step');
    await enterCode();
    await page.getByRole('link', { name: 'This code is not valid.' }).waitFor();
    await page.getByRole('button', { name: 'Use the authenticator app' }).click();
    expect(await focused(page)).toBe(`text ${totpField}`);
    await page.getByRole('button', { name: 'Back to the login' }).click();
    await heading(page, 'Log in to your account');
    expect(visit.complaints).toEqual([]);
  });

  test('the second step ends after five wrong codes, and the login starts again', async () => {
    const { person, secret } = await enrol(world);
    const page = await enter(person);
    for (let tries = 0; tries < 5; tries += 1) {
      await page.getByRole('textbox', { name: totpField }).fill(wrongCodeOf(secret));
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'This code is not valid.' }).waitFor();
    }
    await page.getByRole('textbox', { name: totpField }).fill(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Log in to your account');
    await page.getByText('This took too long. Log in again.').waitFor();
  });

  test('the dialog asks for the code, and then the account gets new recovery codes and loses the app', async () => {
    const { person, secret, recoveryCodes } = await enrol(world);
    const page = await enter(person);
    await page.getByRole('textbox', { name: totpField }).fill(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Your account');
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });

    await makeOld();
    await passTime(world, person);
    await page.getByRole('button', { name: 'Get new recovery codes' }).click();
    await dialog.waitFor();
    expect(await focused(page)).toBe(`text ${totpField}`);
    expect(await dialog.getByRole('textbox').count()).toBe(1);
    await page.keyboard.type(wrongCodeOf(secret));
    await page.keyboard.press('Enter');
    await dialog.getByRole('link', { name: 'This code is not valid.' }).waitFor();
    await show(page, 'two-step-dialog');
    await page.keyboard.type(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Store your recovery codes');
    const codes = await recoveryCodesOf(page);
    for (const recoveryCode of codes) world.watch({ recoveryCode });
    expect(codes.filter((code) => recoveryCodes.includes(code))).toEqual([]);
    await page.getByRole('button', { name: 'I have stored the codes' }).click();
    await page.getByText('You have new recovery codes.').waitFor();

    await page.getByRole('link', { name: 'Remove the authenticator app' }).click();
    await heading(page, 'Remove the authenticator app');
    await makeOld();
    await page.getByRole('button', { name: 'Remove the authenticator app' }).click();
    await dialog.getByRole('button', { name: 'Use a recovery code' }).click();
    await page.keyboard.insertText(codes[0] ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('The authenticator app has been removed').waitFor();
    await page.getByText('Off: a login needs only the password.').waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test('the link of a mail confirms an email after the second step', async () => {
    const { person, secret, tokens } = await enrol(world);
    await world.ask('mutation { requestEmailVerification { flow } }', {}, { token: tokens.accessToken });
    const { token } = await mailedTo(world, person.email, 'verify-email');
    const page = await visit.open(`/account/verify#token=${token}`);
    await logIn(page, person);
    await heading(page, 'One more step');
    await page.getByRole('textbox', { name: totpField }).fill(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Your email is confirmed');
    expect(visit.complaints).toEqual([]);
  });

  test('a service that requires it asks a new user to set up an app, and then logs the user in', async () => {
    const strict = await World.start({ env: { SECOND_FACTOR: 'required', EMAIL_VERIFICATION: 'required' } });
    const guest = await PageVisit.begin(browser, strict);
    const person = await strict.addPerson();
    const page = await guest.open('/account/settings');
    await logIn(page, person);
    await heading(page, 'Check your mail');
    const { code } = await mailedTo(strict, person.email, 'verify-email');
    await page.getByRole('textbox', { name: 'Code from the mail' }).fill(code);
    await page.keyboard.press('Enter');
    await page.getByText('This service requires a second step at each login.').waitFor();
    const first = new URL(await readQrCode(page)).searchParams.get('secret') ?? '';
    strict.watch({ secret: first });
    await page.getByRole('button', { name: 'Back to the login' }).click();
    await heading(page, 'Log in to your account');
    expect(await page.content()).not.toContain(first);
    const other = await guest.open('/account/verify');
    await logIn(other, person);
    await other.getByRole('link', { name: 'This account asks for a step that this page does not' }).click();
    await heading(other, 'Log in to your account');
    await logIn(page, person);
    await heading(page, 'Set up an authenticator app');
    const secret = new URL(await readQrCode(page)).searchParams.get('secret') ?? '';
    strict.watch({ secret });
    await show(page, 'two-step-required');
    await page.getByLabel('Code from the app').fill(wrongCodeOf(secret));
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Enter the code that the app shows now' }).click();
    await page.keyboard.insertText(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Store your recovery codes');
    const codes = await recoveryCodesOf(page);
    for (const recoveryCode of codes) strict.watch({ recoveryCode });
    expect(codes).toHaveLength(10);
    await page.getByRole('button', { name: 'I have stored the codes' }).click();
    await heading(page, 'Your account');
    await page.getByRole('link', { name: 'Remove the authenticator app' }).click();
    await page.getByRole('button', { name: 'Remove the authenticator app' }).click();
    await page
      .getByRole('alert', { name: 'Not possible yet' })
      .getByText('This service requires a second step, and this is your only one. Add a passkey')
      .waitFor();
    expect(guest.complaints).toEqual([]);
    await guest.context.close();
    await strict.stop();
  });

  test('works by keyboard, and is accessible on a small phone', async () => {
    const person = await world.addPerson();
    const phone = await PageVisit.begin(browser, world, {
      viewport: { width: 320, height: 640 },
      colorScheme: 'dark',
      locale: 'de',
    });
    const page = await phone.open('/account/settings');
    const check = async (name: string) => {
      expect(await findFaults(page)).toEqual([]);
      await show(page, `two-step-phone-${name}`);
    };
    const login = async () => {
      await page.getByLabel('Benutzername oder E-Mail-Adresse').fill(person.username);
      await page.getByRole('textbox', { name: 'Passwort', exact: true }).fill(person.password);
      await page.keyboard.press('Enter');
    };
    await login();
    await heading(page, 'Ihr Konto');
    await check('account');
    await page.getByRole('button', { name: 'Authenticator-App einrichten' }).press('Enter');
    await heading(page, 'Authenticator-App einrichten');
    const secret = new URL(await readQrCode(page)).searchParams.get('secret') ?? '';
    world.watch({ secret });
    await check('enrol');
    expect(await page.locator('[data-text="secret"]').evaluate(groupsInLines)).toEqual([4, 4]);
    await page.emulateMedia({ forcedColors: 'active' });
    await check('enrol-forced');
    await tabTo(page, 'text Code aus der App');
    await page.keyboard.type(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Bewahren Sie Ihre Codes auf');
    for (const recoveryCode of await recoveryCodesOf(page)) world.watch({ recoveryCode });
    await check('codes-forced');
    await page.emulateMedia({ forcedColors: 'none' });
    await check('codes');
    await tabTo(page, 'button Ich habe die Codes gespeichert');
    await page.keyboard.press('Enter');
    await heading(page, 'Ihr Konto');
    await passTime(world, person);
    await page.reload();
    await login();
    await heading(page, 'Noch ein Schritt');
    await check('login');
    await page.keyboard.type(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Ihr Konto');
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });
});
