import type { Page } from 'playwright-core';
import { statement } from '../../../tests/support/databases.ts';
import { codeOf } from '../../../tests/support/totp.ts';

export const openPage = async (page: Page, name: 'Two-step login' | 'Passkeys'): Promise<void> => {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
};

/** Begins to set up an authenticator app, on the page about two-step login. @returns the secret that it shows. */
export const beginSetup = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Set up an authenticator app' }).click();
  await page.getByRole('heading', { name: 'Set up your authenticator app' }).waitFor();
  return secretOn(page);
};

export const secretOn = async (page: Page): Promise<string> =>
  (await page.locator('code.secret').innerText()).replace(/\s/g, '');

export const enterCode = async (page: Page, code: string, submit: string): Promise<void> => {
  await page.getByLabel(/^Six digits/).fill(code);
  await page.getByRole('button', { name: submit, exact: true }).click();
};

/** Takes the shown recovery codes and leaves their page. */
export const saveCodes = async (page: Page): Promise<string[]> => {
  await page.getByRole('heading', { name: 'Save your recovery codes' }).waitFor();
  const codes = await page.getByRole('listitem').allInnerTexts();
  await page.getByRole('button', { name: 'I have saved them' }).click();
  await page.getByRole('heading', { name: /^Hello/ }).waitFor();
  return codes;
};

export interface Authenticator {
  secret: string;
  recoveryCodes: string[];
}

/** Turns two-step login on, from the account page. The app's current code then works again, as if time had passed. */
export const turnOn = async (page: Page, database: string): Promise<Authenticator> => {
  await openPage(page, 'Two-step login');
  const secret = await beginSetup(page);
  await enterCode(page, codeOf(secret), 'Turn on');
  const recoveryCodes = await saveCodes(page);
  await passTime(database);
  return { secret, recoveryCodes };
};

/** Lets the current codes of all authenticators work again, as if time had passed since their last use. */
export const passTime = (database: string): Promise<void> =>
  statement(database, 'update totp_credentials set last_step = last_step - 10');

export const logOut = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await page.getByRole('heading', { name: 'Log in', level: 1 }).waitFor();
};
