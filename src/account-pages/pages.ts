import type { Page } from './page.ts';
import { forgotPage } from './pages/forgot.page.ts';
import { resetPage } from './pages/reset.page.ts';
import { securePage } from './pages/secure.page.ts';
import { settingsPage } from './pages/settings.page.ts';
import { signupPage } from './pages/signup.page.ts';
import { verifyPage } from './pages/verify.page.ts';

/** CONTRIBUTING.md says how to add a page. */
export const pages: Readonly<Record<`/account/${string}`, Page>> = {
  '/account/forgot': forgotPage,
  '/account/reset': resetPage,
  '/account/secure': securePage,
  '/account/settings': settingsPage,
  '/account/signup': signupPage,
  '/account/verify': verifyPage,
};
