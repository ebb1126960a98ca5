import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { App } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import { tokenSettings, userIdText } from '../platform/tokens/access-tokens.ts';
import { secretKeys, type TokenKind, TokenSigner } from '../platform/tokens/signed-tokens.ts';
import { sessionSettings } from './sessions.settings.ts';

/** `sec`: the session's secret, 128 random bits; `gen`: the generation that this token stands for. */
const refreshClaims = z.object({
  sub: userIdText,
  sid: z.uuid(),
  gen: z
    .int()
    .min(0)
    .max(2 ** 31 - 2),
  sec: z.string().regex(/^[\w-]{22}$/),
});

export type RefreshClaims = z.infer<typeof refreshClaims>;

/**
 * Refresh tokens are made again from the session's row and its secret whenever they are asked for, so none is stored:
 * HS256 is deterministic and every claim stands in the row or in the token that was presented.
 */
export const refreshTokens = oncePer((app: App) => {
  const { JWT_ISSUER, JWT_AUDIENCE } = app.config.of(tokenSettings);
  const kind: TokenKind<RefreshClaims> = {
    type: 'rt+jwt',
    issuer: JWT_ISSUER,
    audience: `${JWT_AUDIENCE}/refresh`,
    // The row knows when the token ends; this bounds what a stolen key could claim, and survives a lowered TTL.
    lifetimeSeconds: app.config.of(sessionSettings).SESSION_MAX_AGE,
    claims: refreshClaims,
  };
  return new TokenSigner(secretKeys(app.keysFor('refresh-token/v1')), kind);
});

export function makeSessionSecret(): string {
  return randomBytes(16).toString('base64url');
}

export function hashSessionSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
