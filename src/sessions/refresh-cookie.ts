import { parseCookie, stringifySetCookie } from 'cookie';
import type { Context } from '../feature/context.ts';
import { afterCommit } from '../feature/unit-of-work.ts';
import { sessionSettings } from './sessions.settings.ts';

/**
 * Browsers may keep the refresh token in an HttpOnly cookie. CSRF cannot exploit this cookie: JSON requests need a
 * CORS preflight, and http-server.ts drops cookies from other origins.
 */

/** @returns the token for the response body, or null after setting the cookie. */
export function deliverRefreshToken(ctx: Context, token: string, secondsToLive: number): string | null {
  if (!isInCookie(ctx)) return token;
  // A rolled-back session's cookie would replace a live one's.
  afterCommit(() => setCookie(ctx, token, secondsToLive));
  return null;
}

export function tokenInCookie(ctx: Context): string | undefined {
  const { cookie } = ctx.request.headers;
  if (typeof cookie !== 'string' || !isInCookie(ctx)) return undefined;
  return parseCookie(cookie)[cookieName(ctx)] || undefined;
}

export function clearCookie(ctx: Context): void {
  if (isInCookie(ctx)) setCookie(ctx, '', 0);
}

export function isInCookie({ app }: Context): boolean {
  return app.config.of(sessionSettings).REFRESH_TOKEN_COOKIE;
}

/** The prefix restricts the cookie to this host and to TLS. Development has no TLS, hence no prefix. */
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
