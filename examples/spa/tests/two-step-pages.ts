import type { Page } from 'playwright-core';
import { statement } from '../../../tests/support/databases.ts';
import { codeOf } from '../../../tests/support/totp.ts';
import { logOut, openSetting } from './visit.ts';

/** Begins to set up an authenticator app, in the account settings. @returns the secret that the page shows. */
export const beginSetup = async (page: Page): Promise<string> => {
  await openSetting(page, 'Set up an authenticator app');
  await page.getByRole('heading', { name: 'Set up an authenticator app', level: 1 }).waitFor();
  return secretOn(page);
};

export const secretOn = async (page: Page): Promise<string> =>
  (await page.locator('.secret').innerText()).replace(/\s/g, '');

/** Enters a code from the app, at its set-up or at a login. */
export const enterCode = async (page: Page, code: string): Promise<void> => {
  await page.getByLabel(/^Code from (the|your authenticator) app$/).fill(code);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
};

/** Takes the shown recovery codes and leaves their page. */
export const saveCodes = async (page: Page): Promise<string[]> => {
  await page.getByRole('heading', { name: 'Store your recovery codes' }).waitFor();
  const codes = await page.locator('.codes > li').allInnerTexts();
  await page.getByRole('button', { name: 'I have stored the codes' }).click();
  await page.getByRole('heading', { name: /^(Hello|Your account)/, level: 1 }).waitFor();
  return codes;
};

export interface Authenticator {
  secret: string;
  recoveryCodes: string[];
}

/** Turns two-step login on, from the account page. The app's current code then works again, as if time had passed. */
export const turnOn = async (page: Page, database: string): Promise<Authenticator> => {
  const secret = await beginSetup(page);
  await enterCode(page, codeOf(secret));
  const recoveryCodes = await saveCodes(page);
  await passTime(database);
  return { secret, recoveryCodes };
};

/** Lets the current codes of all authenticators work again, as if time had passed since their last use. */
export const passTime = (database: string): Promise<void> =>
  statement(database, 'update totp_credentials set last_step = last_step - 10');

export const leaveApp = async (page: Page): Promise<void> => {
  await logOut(page);
  await page.getByRole('heading', { name: 'Log in', level: 1 }).waitFor();
};
