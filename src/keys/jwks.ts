import type { Context } from '../feature/context.ts';
import type { RouteAnswer } from '../feature/routes.ts';
import { defineError } from '../kernel/errors.ts';
import { publishedKeys } from './key-sync.ts';
import { keySettings } from './keys.settings.ts';

export const nothingPublished = defineError(
  'NO_PUBLIC_KEYS',
  'Access tokens are signed with a secret, so only this service can verify them. Set JWT_PRIVATE_KEY (docs/gateways.md), or query "me".',
);

/**
 * Returns the public keys that verify access tokens, as a JWK Set (RFC 7517). Caches may keep it for half the gateways'
 * polling interval. If there are no keys, answers 404 with NO_PUBLIC_KEYS, because gateways would accept an empty set.
 */
export function answerJwks({ app }: Context): RouteAnswer {
  const keys = publishedKeys(app);
  if (keys.length === 0) return { status: 404, error: nothingPublished() };
  const maxAge = Math.floor(app.config.of(keySettings).JWKS_POLL_INTERVAL / 2 / 1000);
  return { headers: { 'cache-control': `public, max-age=${maxAge}` }, body: { keys } };
}
