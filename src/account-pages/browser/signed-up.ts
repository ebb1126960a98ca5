import { query } from './return-to.ts';

const key = 'account-signed-up';

/** Leads to the login, with the new account filled in. */
export function leadToLogin(username: string): Promise<never> {
  try {
    sessionStorage.setItem(key, username);
  } catch {}
  location.replace(`./login${query}`);
  return new Promise(() => undefined);
}

/** @returns the username of the account that this tab has just created, once. */
export function takeSignedUp(): string | undefined {
  try {
    const username = sessionStorage.getItem(key) ?? undefined;
    sessionStorage.removeItem(key);
    return username;
  } catch {
    return undefined;
  }
}
