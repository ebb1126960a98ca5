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
import { beginSetup, enterCode, logOut, openPage, saveCodes, secretOn, turnOn } from './two-step-pages.ts';
import { inBrowser, isFocused, logIn, show } from './visit.ts';

inBrowser('two-step login in the app', () => {
  const at = signedUp();

  const greeting = (page = at.page) =>
    page.getByRole('heading', { name: `Hello ${at.person.username}` }).waitFor();
  const logInAsFarAsTheCode = async (page = at.page) => {
    await logIn(page, at.person, at.person.password);
    await page.getByRole('heading', { name: 'Two-step login' }).waitFor();
  };
  const useAnotherMethod = async (page: Page, name: string) => {
    await page.getByText('Use another method').click();
    await page.getByRole('button', { name }).click();
  };
  const enterRecoveryCode = async (page: Page, code: string, submit: string) => {
    await page.getByLabel('Recovery code').fill(code);
    await page.getByRole('button', { name: submit, exact: true }).click();
  };

  test('is set up with a QR code that is drawn in the page, and a first code', async () => {
    await openPage(at.page, 'Two-step login');
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'two-step-off');
    const secret = await beginSetup(at.page);
    const picture = at.page.getByRole('img', { name: 'QR code' });
    const uri = await readQrCode(picture);
    expect(URI.parse(uri)).toMatchObject({ label: at.person.username, secret: Secret.fromBase32(secret) });
    expect(await at.page.getByRole('link', { name: 'open it in an app' }).getAttribute('href')).toBe(uri);
    expect(await isFocused(at.page, 'Six digits from the app')).toBe(true);
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'two-step-set-up');

    await at.page.emulateMedia({ colorScheme: 'dark' });
    expect(await readQrCode(picture)).toBe(uri);
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'two-step-set-up-dark');
    await at.page.emulateMedia({ colorScheme: 'light' });

    await enterCode(at.page, wrongCodeOf(secret), 'Turn on');
    await at.page.getByText('This code is not valid.').waitFor();
    expect(await isFocused(at.page, 'Six digits from the app')).toBe(true);
    await enterCode(at.page, codeOf(secret), 'Turn on');
    await at.page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
    expect(await focused(at.page)).toBe('h1 Save your recovery codes');
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'recovery-codes');
  });

  test('shows ten recovery codes once, to download or to copy', async () => {
    await at.visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await openPage(at.page, 'Two-step login');
    await enterCode(at.page, codeOf(await beginSetup(at.page)), 'Turn on');
    await at.page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
    const codes = await at.page.getByRole('listitem').allInnerTexts();
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
    await openPage(at.page, 'Two-step login');
    await at.page.getByText('Recovery codes left').waitFor();
    expect(await at.page.getByText(codes[0] ?? '').count()).toBe(0);
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'two-step-on');

    await at.page.getByRole('button', { name: 'Get new recovery codes' }).click();
    const renewed = await saveCodes(at.page);
    expect(renewed).toHaveLength(10);
    expect(renewed.filter((code) => codes.includes(code))).toEqual([]);

    await openPage(at.page, 'Two-step login');
    await at.page.getByRole('button', { name: 'Replace the authenticator app' }).click();
    await at.page.getByText('The old app and the old recovery codes stop working.').waitFor();
    await at.page.getByRole('button', { name: 'Replace the app' }).waitFor();
  });

  test('asks for a code at the login, by keyboard, and leads back to the password with the identifier', async () => {
    const { secret } = await turnOn(at.page, at.database);
    await logOut(at.page);
    await logInAsFarAsTheCode();
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'second-step');
    const field = at.page.getByLabel('Six digits from your authenticator app');
    expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
    expect(await field.getAttribute('inputmode')).toBe('numeric');

    await tabTo(at.page, 'button Back to the password');
    await at.page.keyboard.press('Enter');
    await at.page.getByRole('heading', { name: 'Log in', level: 1 }).waitFor();
    const identifier = at.page.getByLabel('Username or email address');
    expect(await identifier.inputValue()).toBe(at.person.username);
    expect(await identifier.getAttribute('autocomplete')).toBe('username webauthn');
    expect(await isFocused(at.page, 'Password')).toBe(true);
    await at.page.keyboard.type(at.person.password);
    await at.page.keyboard.press('Enter');
    await at.page.getByRole('heading', { name: 'Two-step login' }).waitFor();

    await at.page.keyboard.type(wrongCodeOf(secret));
    await at.page.keyboard.press('Enter');
    await at.page.getByText('This code is not valid.').waitFor();
    // The wrong code is selected, so that typing replaces it.
    expect(await isFocused(at.page, 'Six digits from your authenticator app')).toBe(true);
    await at.page.keyboard.type(codeOf(secret));
    await at.page.keyboard.press('Enter');
    await greeting();
  });

  test('accepts a recovery code at the login, once', async () => {
    const { recoveryCodes } = await turnOn(at.page, at.database);
    const [code = ''] = recoveryCodes;
    await logOut(at.page);
    await logInAsFarAsTheCode();
    await useAnotherMethod(at.page, 'Use a recovery code');
    expect(await isFocused(at.page, 'Recovery code')).toBe(true);
    expect(await findFaults(at.page)).toEqual([]);
    await enterRecoveryCode(at.page, code.toLowerCase().replaceAll('-', ' '), 'Log in');
    await greeting();
    await openPage(at.page, 'Two-step login');
    await at.page.getByRole('definition').getByText('9', { exact: true }).waitFor();
    await at.page.getByRole('button', { name: 'Back' }).click();
    await logOut(at.page);
    await logInAsFarAsTheCode();
    await useAnotherMethod(at.page, 'Use a recovery code');
    await enterRecoveryCode(at.page, code, 'Log in');
    await at.page.getByText('This recovery code is not valid.').waitFor();
  });

  test('returns to the password after five wrong codes, and says why', async () => {
    const { secret } = await turnOn(at.page, at.database);
    await logOut(at.page);
    await logInAsFarAsTheCode();
    for (let tries = 1; tries <= 5; tries += 1) {
      await enterCode(at.page, wrongCodeOf(secret), 'Log in');
      if (tries < 5) await at.page.getByText('This code is not valid.').waitFor();
    }
    await enterCode(at.page, codeOf(secret), 'Log in');
    await at.page.getByText('This login has expired or ended.').waitFor();
    expect(await at.page.getByLabel('Username or email address').inputValue()).toBe(at.person.username);
    expect(await isFocused(at.page, 'Password')).toBe(true);
    await logInAsFarAsTheCode();
    await enterCode(at.page, codeOf(secret), 'Log in');
    await greeting();
  });

  test('confirms an identity with a code or a recovery code, without losing the form', async () => {
    const { secret, recoveryCodes } = await turnOn(at.page, at.database);
    const dialog = at.page.getByRole('dialog', { name: 'Is it still you?' });
    await at.page.getByRole('link', { name: 'Change email address' }).click();
    await at.page.getByLabel('New email address').fill('kept@example.com');
    await statement(at.database, "update sessions set authenticated_at = now() - interval '1 hour'");
    await at.page.getByRole('button', { name: 'Send a mail' }).click();
    await dialog.getByLabel('Six digits from your authenticator app').waitFor();
    // A password alone does not confirm the identity of an account with a second factor.
    expect(await dialog.getByLabel('Your password').count()).toBe(0);
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'confirm-by-code');
    await dialog.getByLabel('Six digits').fill(codeOf(secret));
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await at.page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    await at.page.getByRole('button', { name: 'Cancel', exact: true }).click();

    const { username } = makePerson();
    await at.page.getByRole('link', { name: 'Change username' }).click();
    await at.page.getByLabel('New username').fill(username);
    await statement(at.database, "update sessions set authenticated_at = now() - interval '1 hour'");
    await at.page.getByRole('button', { name: 'Change username' }).click();
    await dialog.getByText('Use another method').click();
    await dialog.getByRole('button', { name: 'Use a recovery code' }).click();
    await dialog.getByLabel('Recovery code').fill(recoveryCodes[1] ?? '');
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
    await at.page.getByText(`Your username is now ${username}.`).waitFor();
  });

  test('is turned off after a confirmation, and then a login needs the password alone', async () => {
    const { secret } = await turnOn(at.page, at.database);
    await statement(at.database, "update sessions set authenticated_at = now() - interval '1 hour'");
    await openPage(at.page, 'Two-step login');
    await at.page.getByRole('button', { name: 'Turn off two-step login' }).click();
    await at.page.getByRole('heading', { name: 'Turn off two-step login?' }).waitFor();
    expect(await findFaults(at.page)).toEqual([]);
    await at.page.getByRole('button', { name: 'Turn off', exact: true }).click();
    await at.page
      .getByRole('dialog')
      .getByLabel(/^Six digits/)
      .fill(codeOf(secret));
    await at.page.getByRole('dialog').getByRole('button', { name: 'Confirm', exact: true }).click();
    await at.page.getByText('Two-step login is off.').waitFor();
    await logOut(at.page);
    await logIn(at.page, at.person, at.person.password);
    await greeting();
  });

  test('has to be set up at the login if the service requires it', async () => {
    await logOut(at.page);
    const { origin } = new URL(at.app.url);
    const strict = await World.start({
      database: at.database,
      env: { SECOND_FACTOR: 'required', CORS_ORIGINS: origin },
    });
    await at.page.route(at.app.auth, (route) => route.continue({ url: strict.url }));
    await logIn(at.page, at.person, at.person.password);
    await at.page.getByRole('heading', { name: 'Set up your authenticator app' }).waitFor();
    const secret = await secretOn(at.page);
    expect(URI.parse(await readQrCode(at.page.getByRole('img', { name: 'QR code' })))).toMatchObject({
      secret: Secret.fromBase32(secret),
    });
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'enrol');
    await enterCode(at.page, wrongCodeOf(secret), 'Log in');
    await at.page.getByText('This code is not valid.').waitFor();
    await enterCode(at.page, codeOf(secret), 'Log in');
    expect(await saveCodes(at.page)).toHaveLength(10);
    await openPage(at.page, 'Two-step login');
    await at.page.getByText('Recovery codes left').waitFor();
    await at.page.unrouteAll();
    await strict.stop();
  });
});
