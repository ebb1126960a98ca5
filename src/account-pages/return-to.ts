import type { Context } from '../feature/context.ts';
import type { RouteRequest } from '../feature/routes.ts';
import { originSettings } from '../kernel/origins.settings.ts';
import { processSettings } from '../kernel/process.settings.ts';
import { isProtectedUrl } from '../mail/app-pages.ts';
import { mailSettings } from '../mail/mail.settings.ts';
import { isLoopbackUrl } from '../mail/smtp-url.ts';
import { accountPageSettings } from './account-pages.settings.ts';

const maxLength = 2000;

/** Parsers disagree on backslashes, control characters, and further slashes before the host. */
const absoluteUrl = /^https?:\/\/(?!\/)[^\\\s\p{Cc}]+$/iu;

/**
 * The page of an app to which the user goes back. Without the list of origins, an attacker could make a link to this service that leads to
 * another site.
 *
 * @returns the URL as the URL parser has written it, so that the browser cannot read it in another way; undefined if it is not allowed.
 */
export function returnToOf({ app: { config } }: Context, { query }: RouteRequest): string | undefined {
  const { returnTo: text } = query;
  if (typeof text !== 'string' || text.length > maxLength || !absoluteUrl.test(text)) return undefined;
  const url = URL.parse(text);
  if (url?.username !== '' || url.password !== '' || !isProtectedUrl(url.href)) return undefined;
  const { APP_URL } = config.of(mailSettings);
  const isAllowed =
    config.of(accountPageSettings).RETURN_TO_ORIGINS.has(url.origin) ||
    config.of(originSettings).CORS_ORIGINS.exact.has(url.origin) ||
    (APP_URL !== undefined && new URL(APP_URL).origin === url.origin) ||
    (config.of(processSettings).DEBUG && isLoopbackUrl(url));
  return isAllowed ? url.href : undefined;
}
