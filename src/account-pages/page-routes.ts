import { accountSettings } from '../accounts/accounts.settings.ts';
import { deletionSettings } from '../deletion/deletion.settings.ts';
import type { Context } from '../feature/context.ts';
import type { Route, RouteAnswer, RouteRequest } from '../feature/routes.ts';
import { type Locale, localeOf } from '../mail/locales.ts';
import { mailSettings } from '../mail/mail.settings.ts';
import { lifetimeText } from '../mail/mail-view.ts';
import { isInCookie } from '../sessions/refresh-cookie.ts';
import { brandOf } from './brand/brand.ts';
import { compressed } from './compressed.ts';
import type { Page, Site } from './page.ts';
import { pageFiles } from './page-files.ts';
import { pageHtml } from './page-html.ts';
import { pages } from './pages.ts';
import { returnToOf } from './return-to.ts';

/** Allows no inline script or style, no other host, no frame, and no form that the browser itself would send. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  // The URL may contain the token from a mail.
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};

/** Relative, since a proxy may serve the pages under another path. */
const toSettings: Route = {
  method: 'GET',
  path: '/account',
  answersHead: true,
  handle: () => ({ redirect: 'account/settings' }),
};

/** A GET changes nothing, whatever its URL contains. Only the page's script reads the token. */
const servedPages: readonly Route[] = Object.entries(pages).map(([path, page]) => ({
  method: 'GET',
  path: path as `/${string}`,
  answersHead: true,
  handle: (ctx, request) => servePage(ctx, page, request),
}));

/** Password managers open this URL: https://w3c.github.io/webappsec-change-password-url/ */
const toPasswordForm: Route = {
  method: 'GET',
  path: '/.well-known/change-password',
  answersHead: true,
  handle: () => ({ redirect: '../account/settings#password' }),
};

export const pageRoutes: readonly Route[] = [toSettings, toPasswordForm, ...servedPages];

function siteOf(ctx: Context, request: RouteRequest, locale: Locale): Site {
  const { config } = ctx.app;
  const { ACCOUNT_DELETION_DELAY: seconds } = config.of(deletionSettings);
  return {
    returnTo: returnToOf(ctx, request),
    usesCookie: isInCookie(ctx),
    brand: brandOf(ctx.app),
    passwordMinLength: config.of(accountSettings).PASSWORD_MIN_LENGTH,
    verifiesFirst: config.of(accountSettings).EMAIL_VERIFICATION === 'required',
    code: request.query.code,
    hasApp: config.of(mailSettings).APP_URL !== undefined,
    deletionDelay: seconds === 0 ? '' : lifetimeText(locale, seconds),
  };
}

function servePage(ctx: Context, page: Page, request: RouteRequest): RouteAnswer {
  const locale = localeOf(ctx);
  const { version } = pageFiles(ctx.app);
  const content = pageHtml(page, { locale, version, site: siteOf(ctx, request, locale) });
  return compressed(ctx, {
    headers: { ...headers, 'content-language': locale },
    type: 'text/html; charset=utf-8',
    content,
  });
}
