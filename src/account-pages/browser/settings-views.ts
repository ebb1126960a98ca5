import { Refusal } from './ask.ts';
import { emptyForms, formNamed } from './forms.ts';
import { isSignedIn, isUnauthenticated, onSignedOut, signOut } from './own-session.ts';
import { describe, showProblems } from './problems.ts';
import { query } from './return-to.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { say, show } from './views.ts';

let places: readonly string[] = [];

function place(): string {
  const name = location.hash.slice(1);
  return places.includes(name) ? name : 'account';
}

/**
 * The login and the settings are one document, since without a cookie the session lives only in its memory. The URL follows
 * the view, so that a bookmark or a reload leads to the same place.
 */
export function nameUrl(name: 'login' | 'settings'): void {
  history.replaceState(null, '', `./${name}${query}${location.hash}`);
}

let load: () => Promise<void> = async () => undefined;

/** Shows the view that the URL names. Loading the account first also renews the access token for the view's form. */
export async function openPlace(): Promise<void> {
  if (!isSignedIn()) return showLogin();
  try {
    await load();
    pause = 2_000;
    nameUrl('settings');
    show(place());
  } catch (error) {
    // The page already shows the login view.
    if (isUnauthenticated(error)) showProblems(formNamed('login'), error);
    else showFailure(error);
  }
}

/** Codes of failures that may pass. Loading the account changes nothing, so the page may repeat it. */
const passing = new Set(['OFFLINE', 'UNREACHABLE', 'OVERLOADED', 'TEMPORARILY_UNAVAILABLE']);
const longestPause = 30_000;
let pause = 2_000;
let retry: ReturnType<typeof setTimeout> | undefined;

/** Lets the user try again, and tries again by itself if that may help. */
export function showFailure(error: unknown): void {
  const mayPass = error instanceof Refusal && passing.has(error.code);
  say('failed', `${describe(error)} ${mayPass ? texts.retrying : ''}`);
  // Moving the focus again at each failure would disturb the user.
  if (formNamed('again').closest<HTMLElement>('[data-view]')?.hidden) show('failed');
  if (!mayPass) return;
  clearTimeout(retry);
  retry = setTimeout(tryAgain, pause);
  pause = Math.min(pause * 2, longestPause);
}

function tryAgain(): void {
  clearTimeout(retry);
  if (!formNamed('again').closest<HTMLElement>('[data-view]')?.hidden) formNamed('again').requestSubmit();
}

addEventListener('online', tryAgain);

/** Shows the account after a change. @param notice says what has changed. */
export async function returnToAccount(notice: string): Promise<void> {
  history.replaceState(null, '', '#account');
  emptyForms();
  await openPlace();
  if (isSignedIn()) say('notice', notice);
}

export async function signOutHere(): Promise<void> {
  await signOut();
  emptyForms();
  say('login', texts.loggedOut);
  leaveAccount();
}

/** The next user must not see what this one has changed. */
function leaveAccount(): void {
  say('notice', '');
  showLogin();
}

function showLogin(): void {
  nameUrl('login');
  show('login');
}

/** @param named the views that the URL's fragment can name. @param loadAccount fills in the views. */
export function followFragment(named: readonly string[], loadAccount: () => Promise<void>): void {
  places = named;
  load = loadAccount;
  onSignedOut(leaveAccount);
  addEventListener('hashchange', () => {
    say('notice', '');
    void openPlace();
  });
}
