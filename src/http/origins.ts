import type { App } from '../feature/context.ts';
import { processSettings } from '../kernel/process.settings.ts';
import { httpSettings } from './http.settings.ts';

const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const sandboxOrigin = /^https:\/\/(studio|sandbox\.embed|explorer\.embed)\.apollographql\.com$/;

/** Whether pages of this origin may call the service: those of CORS_ORIGINS, and with DEBUG local ones and Sandbox. */
export function isAllowedOrigin({ config }: App, origin: string): boolean {
  const { CORS_ORIGINS } = config.of(httpSettings);
  const { DEBUG } = config.of(processSettings);
  return CORS_ORIGINS.includes(origin) || (DEBUG && (sandboxOrigin.test(origin) || localOrigin.test(origin)));
}

/**
 * Whether the cookies of a request count: they come from an allowed origin or from the service's own host. Browsers name
 * the origin of every POST; whoever names none is no page of anybody's.
 */
export function mayBringCookies(app: App, origin: string | undefined, host: string): boolean {
  return origin === undefined || isAllowedOrigin(app, origin) || URL.parse(origin)?.host === host;
}
