import type { App } from '../feature/context.ts';
import { originSettings } from '../kernel/origins.settings.ts';
import { processSettings } from '../kernel/process.settings.ts';

const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const sandboxOrigin = /^https:\/\/(studio|sandbox\.embed|explorer\.embed)\.apollographql\.com$/;

/** Allows CORS_ORIGINS and, with DEBUG, local pages and Apollo Sandbox. */
export function isAllowedOrigin({ config }: App, origin: string): boolean {
  const { CORS_ORIGINS } = config.of(originSettings);
  const { DEBUG } = config.of(processSettings);
  return CORS_ORIGINS(origin) || (DEBUG && (sandboxOrigin.test(origin) || localOrigin.test(origin)));
}

/** Browsers send the origin with every POST, so a request without an origin does not come from a web page. */
export function mayBringCookies(app: App, origin: string | undefined, host: string): boolean {
  return origin === undefined || isAllowedOrigin(app, origin) || isSameHost(origin, host);
}

/** Only for web origins: the host in an app's or extension's origin is not a domain. */
function isSameHost(origin: string, host: string): boolean {
  const url = URL.parse(origin);
  return url !== null && /^https?:$/.test(url.protocol) && url.host === host;
}
