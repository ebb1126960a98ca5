import { readFileSync } from 'node:fs';
import { Secret, URI } from 'otpauth';
import type { Page } from 'playwright-core';
import { makePerson } from '../../../tests/support/client.ts';
import { statement } from '../../../tests/support/databases.ts';
import { codeOf, wrongCodeOf } from '../../../tests/support/totp.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, tabTo } from './account-page.ts';
import { readQrCode } from './qr-reader.ts';
import { signedUp } from './signed-up.ts';
import { beginSetup, enterCode, leaveApp, saveCodes, secretOn, turnOn } from './two-step-pages.ts';
import { inBrowser, isFocused, logIn, openAccount, openSetting, problems, show } from './visit.ts';

inBrowser('two-step login in the app', () => {
  const at = signedUp();

  const greeting = (page = at.page) =>
    page.getByRole('heading', { name: `Hello ${at.person.username}` }).waitFor();
  const logInAsFarAsTheCode = async (page = at.page) => {
    await logIn(page, at.person, at.person.password);
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
  };
  const useAnotherMethod = async (page: Page, name: string) => {
    await page.getByRole('button', { name }).click();
  };
  const enterRecoveryCode = async (page: Page, code: string, submit: string) => {
    await page.getByLabel('Recovery code').fill(code);
    await page.getByRole('button', { name: submit, exact: true }).click();
  };

  test('is set up with a QR code that is drawn in the page, and a first code', async () => {
    await openAccount(at.page);
    await at.page.getByText('Off: a login needs only the password.').waitFor();
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'account');
    const secret = await beginSetup(at.page);
    const picture = at.page.getByRole('img', { name: 'QR code' });
    const uri = await readQrCode(picture);
    expect(URI.parse(uri)).toMatchObject({ label: at.person.username, secret: Secret.fromBase32(secret) });
    expect(await at.page.getByRole('link', { name: 'Open it' }).getAttribute('href')).toBe(uri);
    expect(await isFocused(at.page, 'Code from the app')).toBe(true);
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'two-step-set-up');

    await at.page.emulateMedia({ colorScheme: 'dark' });
    expect(await readQrCode(picture)).toBe(uri);
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'two-step-set-up-dark');
    await at.page.emulateMedia({ colorScheme: 'light' });

    await enterCode(at.page, wrongCodeOf(secret));
    await problems(at.page).getByText('This code is not valid.').waitFor();
    await enterCode(at.page, codeOf(secret));
    await at.page.getByRole('heading', { name: 'Store your recovery codes' }).waitFor();
    expect(await focused(at.page)).toBe('h1 Store your recovery codes');
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'recovery-codes');
  });

  test('shows ten recovery codes once, to download or to copy', async () => {
    await at.visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await enterCode(at.page, codeOf(await beginSetup(at.page)));
    await at.page.getByRole('heading', { name: 'Store your recovery codes' }).waitFor();
    const codes = await at.page.locator('.codes > li').allInnerTexts();
    expect(new Set(codes).size).toBe(10);
    const file = `${codes.join('\n')}\n`;

    const download = at.page.waitForEvent('download');
    await at.page.getByRole('button', { name: 'Download' }).click();
    expect((await download).suggestedFilename()).toBe('recovery-codes.txt');
    const saved = readFileSync(await (await download).path(), 'utf8');
    expect(
      saved.endsWith(`\nEach code works once, instead of the authenticator app or a passkey.\n\n${file}`),
    ).toBe(true);
    expect(saved.split('\n').slice(0, 2)).toEqual([new URL(at.app.url).host, at.person.username]);
    await at.page.getByRole('button', { name: 'Copy' }).click();
    await at.page.getByText('Copied.').waitFor();
    expect(await at.page.evaluate(() => navigator.clipboard.readText())).toBe(file);

    const other = await at.visit.openTab();
    await greeting(other);
    await saveCodes(at.page);
    await at.page.getByText('Unused recovery codes: 10').waitFor();
    expect(await at.page.getByText(codes[0] ?? '').count()).toBe(0);
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'two-step-on');

    await at.page.getByRole('button', { name: 'Get new recovery codes' }).click();
    const renewed = await saveCodes(at.page);
    expect(renewed).toHaveLength(10);
    expect(renewed.filter((code) => codes.includes(code))).toEqual([]);

    await at.page.getByRole('button', { name: 'Replace the authenticator app' }).click();
    await at.page.getByText('The old app and the old recovery codes stop working.').waitFor();
  });

  test('asks for a code at the login, by keyboard, and leads back to the password with the identifier', async () => {
    const { secret } = await turnOn(at.page, at.database);
    await leaveApp(at.page);
    await logInAsFarAsTheCode();
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'second-step');
    const field = at.page.getByLabel('Code from your authenticator app');
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
    expect(await field.getAttribute('inputmode')).toBe('numeric');

    await tabTo(at.page, 'button Back to the login');
    await at.page.keyboard.press('Enter');
    await at.page.getByRole('heading', { name: 'Log in', level: 1 }).waitFor();
    const identifier = at.page.getByLabel('Username or email');
    expect(await identifier.inputValue()).toBe(at.person.username);
    expect(await identifier.getAttribute('autocomplete')).toBe('username webauthn');
    expect(await isFocused(at.page, 'Password')).toBe(true);
    await at.page.keyboard.type(at.person.password);
    await at.page.keyboard.press('Enter');
    await at.page.getByRole('heading', { name: 'One more step' }).waitFor();

    await at.page.keyboard.type(wrongCodeOf(secret));
    await at.page.keyboard.press('Enter');
    await problems(at.page).getByText('This code is not valid.').waitFor();
    await at.page.keyboard.press('Tab');
    await at.page.keyboard.press('Enter');
    // The link selects the wrong code, so that typing replaces it.
    expect(await isFocused(at.page, 'Code from your authenticator app')).toBe(true);
    await at.page.keyboard.type(codeOf(secret));
    await at.page.keyboard.press('Enter');
    await greeting();
  });

  test('accepts a recovery code at the login, once', async () => {
    const { recoveryCodes } = await turnOn(at.page, at.database);
    const [code = ''] = recoveryCodes;
    await leaveApp(at.page);
    await logInAsFarAsTheCode();
    await useAnotherMethod(at.page, 'Use a recovery code');
    expect(await isFocused(at.page, 'Recovery code')).toBe(true);
    expect(await findFaults(at.page)).toEqual([]);
    await enterRecoveryCode(at.page, code.toLowerCase().replaceAll('-', ' '), 'Continue');
    await greeting();
    await openAccount(at.page);
    await at.page.getByText('Unused recovery codes: 9').waitFor();
    await leaveApp(at.page);
    await logInAsFarAsTheCode();
    await useAnotherMethod(at.page, 'Use a recovery code');
    await enterRecoveryCode(at.page, code, 'Continue');
    await problems(at.page).getByText('This code is not valid.').waitFor();
  });

  test('returns to the password after five wrong codes, and says why', async () => {
    const { secret } = await turnOn(at.page, at.database);
    await leaveApp(at.page);
    await logInAsFarAsTheCode();
    for (let tries = 1; tries <= 5; tries += 1) {
      await enterCode(at.page, wrongCodeOf(secret));
      if (tries < 5) await problems(at.page).getByText('This code is not valid.').waitFor();
    }
    await enterCode(at.page, codeOf(secret));
    await problems(at.page).getByText('This took too long. Log in again.').waitFor();
    expect(await at.page.getByLabel('Username or email').inputValue()).toBe(at.person.username);
    await logInAsFarAsTheCode();
    await enterCode(at.page, codeOf(secret));
    await greeting();
  });

  test('confirms an identity with a code or a recovery code, without losing the form', async () => {
    const { secret, recoveryCodes } = await turnOn(at.page, at.database);
    const dialog = at.page.getByRole('dialog', { name: 'Confirm that it is you' });
    await openSetting(at.page, 'Change your email');
    await at.page.getByLabel('New email').fill('kept@example.com');
    await statement(at.database, "update sessions set authenticated_at = now() - interval '1 hour'");
    await at.page.getByRole('button', { name: 'Send the mail' }).click();
    await dialog.getByLabel('Code from your authenticator app').waitFor();
    // A password alone does not confirm the identity of an account with a second factor.
    expect(await dialog.getByLabel('Password', { exact: true }).count()).toBe(0);
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'confirm-by-code');
    await dialog.getByLabel('Code from your authenticator app').fill(codeOf(secret));
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await at.page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    await at.page.getByRole('button', { name: 'Back to your account' }).click();

    const { username } = makePerson();
    await openSetting(at.page, 'Change your username');
    await at.page.getByLabel('New username').fill(username);
    await statement(at.database, "update sessions set authenticated_at = now() - interval '1 hour'");
    await at.page.getByRole('button', { name: 'Change the username' }).click();
    await dialog.getByRole('button', { name: 'Use a recovery code' }).click();
    await dialog.getByLabel('Recovery code').fill(recoveryCodes[1] ?? '');
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await at.page.getByText('Your username has been changed.').waitFor();
  });

  test('is turned off after a confirmation, and then a login needs the password alone', async () => {
    const { secret } = await turnOn(at.page, at.database);
    await statement(at.database, "update sessions set authenticated_at = now() - interval '1 hour'");
    await openSetting(at.page, 'Remove the authenticator app');
    await at.page.getByRole('heading', { name: 'Remove the authenticator app' }).waitFor();
    expect(await findFaults(at.page)).toEqual([]);
    await at.page.getByRole('button', { name: 'Remove the authenticator app' }).click();
    await at.page.getByRole('dialog').getByLabel('Code from your authenticator app').fill(codeOf(secret));
    await at.page.getByRole('dialog').getByRole('button', { name: 'Confirm', exact: true }).click();
    await at.page.getByText('The authenticator app has been removed').waitFor();
    await leaveApp(at.page);
    await logIn(at.page, at.person, at.person.password);
    await greeting();
  });

  test('has to be set up at the login if the service requires it', async () => {
    await leaveApp(at.page);
    const { origin } = new URL(at.app.url);
    const strict = await World.start({
      database: at.database,
      env: { SECOND_FACTOR: 'required', CORS_ORIGINS: origin },
    });
    await at.page.route(at.app.auth, (route) => route.continue({ url: strict.url }));
    await logIn(at.page, at.person, at.person.password);
    await at.page.getByRole('heading', { name: 'Set up an authenticator app' }).waitFor();
    const secret = await secretOn(at.page);
    expect(URI.parse(await readQrCode(at.page.getByRole('img', { name: 'QR code' })))).toMatchObject({
      secret: Secret.fromBase32(secret),
    });
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'enrol');
    await enterCode(at.page, wrongCodeOf(secret));
    await problems(at.page).getByText('This code is not valid.').waitFor();
    await enterCode(at.page, codeOf(secret));
    expect(await saveCodes(at.page)).toHaveLength(10);
    await openAccount(at.page);
    await at.page.getByText('Unused recovery codes: 10').waitFor();
    await at.page.unrouteAll();
    await strict.stop();
  });
});
