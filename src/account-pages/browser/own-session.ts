import { ask, Refusal } from './ask.ts';
import { usesCookie } from './page-texts.ts';
import { logOut, refresh, type Tokens } from './sessions.ts';

/**
 * The page keeps tokens only in memory. With a copy in `sessionStorage`, a duplicated tab would have the same refresh token,
 * and the service would treat its reuse as theft.
 */
let tokens: Tokens | undefined;

let showLogin: () => void = () => undefined;

export function isSignedIn(): boolean {
  return tokens !== undefined;
}

/** @param tell called when the session has ended, but not because the user logged out. */
export function onSignedOut(tell: () => void): void {
  showLogin = tell;
}

/** An operation that returns no refresh token leaves it unchanged. */
export function keep(next: Tokens): void {
  tokens = { ...next, refreshToken: next.refreshToken ?? tokens?.refreshToken ?? null };
}

export function forget(): void {
  tokens = undefined;
}

export async function signOut(): Promise<void> {
  if (tokens) await logOut(tokens.refreshToken);
  forget();
}

/** @returns the number of sessions that have ended. */
export async function signOutOthers(): Promise<number> {
  return tokens ? logOut(tokens.refreshToken, { scope: 'OTHERS' }) : 0;
}

/** Sends an operation with the access token, renewed if it has expired. @throws UNAUTHENTICATED if the session has ended. */
export async function askSignedIn<Result>(document: string, input?: object): Promise<Result> {
  const used = tokens;
  try {
    return await ask<Result>(document, input, used?.accessToken);
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    await renew(used, error);
  }
  return ask<Result>(document, input, tokens?.accessToken);
}

/**
 * In cookie mode, another user may have logged in meanwhile, for example in the app, and the cookie then belongs to them.
 */
async function renew(used: Tokens | undefined, refusal: Refusal): Promise<void> {
  const renewed = used && (await refresh(used.refreshToken));
  if (renewed && renewed.user.id === used.user.id) return keep(renewed);
  forget();
  showLogin();
  throw refusal;
}

export function isUnauthenticated(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code === 'UNAUTHENTICATED';
}

/** Without a cookie, no later page load can continue the session, so it would stay open unused. */
addEventListener('pagehide', () => {
  if (usesCookie || !tokens) return;
  void logOut(tokens.refreshToken, { keepalive: true }).catch(() => undefined);
  forget();
});

/** The browser may restore this page from its cache after the page has logged out. */
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload();
});
