import type { App } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { type PageName, pageNames } from './app-pages.ts';
import { mailSettings } from './mail.settings.ts';

/** The service's own pages, below JWT_ISSUER. */
export const ownPaths: Readonly<Record<PageName, string>> = {
  'reset-password': '/account/reset',
  'verify-email': '/account/verify',
  'complete-signup': '/account/signup',
  'secure-account': '/account/secure',
  'confirm-email': '/account/confirm-email',
  'cancel-email-change': '/account/cancel-email-change',
  'undo-email-change': '/account/undo-email-change',
  'restore-account': '/account/restore',
  'keep-factors': '/account/keep-factors',
};

/** Depends only on settings: text from a request could make a link lead to another site. */
export function linkTo(app: App, page: PageName, token: string): string {
  const { APP_URL, APP_PATHS, MAIL_LINK_TOKEN } = app.config.of(mailSettings);
  const base = APP_URL ?? app.accessTokens.issuer.replace(/\/+$/, '');
  const path = APP_URL === undefined ? ownPaths[page] : (APP_PATHS[page] ?? `/${page}`);
  return `${base}${path}${MAIL_LINK_TOKEN === 'fragment' ? '#' : '?'}token=${token}`;
}

/** Whether this service itself serves the linked pages if APP_URL is unset. */
export function hasOwnPages(app: App): boolean {
  const served = featuresOf(app).flatMap(({ routes = [] }) => routes.map(({ path }): string => path));
  return Object.values(ownPaths).every((path) => served.includes(path));
}

export function isPageName(name: string): name is PageName {
  return pageNames.some((known) => known === name);
}
