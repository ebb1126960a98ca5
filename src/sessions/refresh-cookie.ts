import { parseCookie, stringifySetCookie } from 'cookie';
import type { Context } from '../feature/context.ts';
import { sessionSettings } from './sessions.settings.ts';

/**
 * In a browser the refresh token may live where no script can read it: in a cookie that only this service gets.
 * Requests with it cannot be forged from elsewhere: they are JSON, for which a browser asks first (CORS), and a cookie
 * that comes from a foreign origin is dropped before it is read (http-server.ts).
 */

/** @returns what the body shows of a refresh token: nothing where the cookie holds it. */
export function deliverRefreshToken(ctx: Context, token: string, secondsToLive: number): string | null {
  if (!isInCookie(ctx)) return token;
  setCookie(ctx, token, secondsToLive);
  return null;
}

/** The token that the request's cookie holds. */
export function tokenInCookie(ctx: Context): string | undefined {
  const { cookie } = ctx.request.headers;
  if (typeof cookie !== 'string' || !isInCookie(ctx)) return undefined;
  return parseCookie(cookie)[cookieName(ctx)] || undefined;
}

/** Takes the cookie away, where there is one. */
export function clearCookie(ctx: Context): void {
  if (isInCookie(ctx)) setCookie(ctx, '', 0);
}

export function isInCookie({ app }: Context): boolean {
  return app.config.of(sessionSettings).REFRESH_TOKEN_COOKIE;
}

/** Browsers let nobody but this very host set a cookie of that prefix, and over TLS only, which development lacks. */
function cookieName({ app }: Context): string {
  return app.config.isProduction ? '__Host-refresh_token' : 'refresh_token';
}

function setCookie(ctx: Context, value: string, secondsToLive: number): void {
  const { config } = ctx.app;
  const sameSite = config.of(sessionSettings).REFRESH_TOKEN_COOKIE_SAME_SITE;
  ctx.request.cookieToSet = stringifySetCookie({
    name: cookieName(ctx),
    value,
    httpOnly: true,
    maxAge: secondsToLive,
    path: config.isProduction ? '/' : '/graphql',
    sameSite,
    secure: config.isProduction || sameSite === 'none',
  });
}
