import { useHistoryState } from 'wouter/use-browser-location';

/** What a navigation hands on to the next page. It survives a reload, but is not part of the URL. */
interface Handed {
  /** Where the user wanted to go when the app asked for a login. */
  from?: string;
  /** What has just happened. */
  news?: string;
  /** The username of an account that was just created. */
  username?: string;
  /** When the account that the user has just closed is deleted. */
  dueAt?: string;
}

export const useHanded = (): Handed => useHistoryState<Handed | null>() ?? {};

/** Pages of the account, by path. */
export const accountPages = {
  '/': 'home',
  '/account/data': 'data',
  '/account/delete': 'delete',
  '/account/devices': 'devices',
  '/account/email': 'email',
  '/account/passkeys': 'passkeys',
  '/account/password': 'password',
  '/account/two-step': 'two-step',
  '/account/username': 'username',
  // Links in mails open these.
  '/confirm-email': 'email',
  '/verify-email': 'verify',
} as const;

export type AccountPage = (typeof accountPages)[keyof typeof accountPages];

export const accountPageOf = (path: string): AccountPage | undefined =>
  Object.hasOwn(accountPages, path) ? accountPages[path as keyof typeof accountPages] : undefined;
