import type { Page } from './page.ts';
import { cancelEmailChangePage } from './pages/cancel-email-change.page.ts';
import { confirmEmailPage } from './pages/confirm-email.page.ts';
import { endedPage } from './pages/ended.page.ts';
import { forgotPage } from './pages/forgot.page.ts';
import { keepFactorsPage } from './pages/keep-factors.page.ts';
import { resetPage } from './pages/reset.page.ts';
import { restorePage } from './pages/restore.page.ts';
import { securePage } from './pages/secure.page.ts';
import { loginPage, settingsPage } from './pages/settings.page.ts';
import { signupPage } from './pages/signup.page.ts';
import { undoEmailChangePage } from './pages/undo-email-change.page.ts';
import { verifyPage } from './pages/verify.page.ts';

/** CONTRIBUTING.md says how to add a page. */
export const pages: Readonly<Record<`/account/${string}`, Page>> = {
  '/account/cancel-email-change': cancelEmailChangePage,
  '/account/confirm-email': confirmEmailPage,
  '/account/ended': endedPage,
  '/account/forgot': forgotPage,
  '/account/keep-factors': keepFactorsPage,
  '/account/login': loginPage,
  '/account/reset': resetPage,
  '/account/restore': restorePage,
  '/account/secure': securePage,
  '/account/settings': settingsPage,
  '/account/signup': signupPage,
  '/account/undo-email-change': undoEmailChangePage,
  '/account/verify': verifyPage,
};
