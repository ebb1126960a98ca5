import type { Context } from '../feature/context.ts';
import type { RouteAnswer } from '../feature/routes.ts';
import { defineError } from '../kernel/errors.ts';
import { publishedKeys } from './key-sync.ts';
import { keySettings } from './keys.settings.ts';

export const nothingPublished = defineError(
  'NO_PUBLIC_KEYS',
  'Access tokens are signed with a secret here, so nobody else can check them: set JWT_PRIVATE_KEY (see docs/gateways.md), or ask the service itself with "me".',
);

/**
 * The keys with which anybody can check an access token (RFC 7517), public members only. Caches may keep it for half of
 * the interval in which gateways fetch it.
 * Without any, the answer is 404 and NO_PUBLIC_KEYS rather than an empty list, which gateways would take for an answer.
 */
export function answerJwks({ app }: Context): RouteAnswer {
  const keys = publishedKeys(app);
  if (keys.length === 0) return { status: 404, error: nothingPublished() };
  const maxAge = Math.floor(app.config.of(keySettings).JWKS_POLL_INTERVAL / 2 / 1000);
  return { headers: { 'cache-control': `public, max-age=${maxAge}` }, body: { keys } };
}
