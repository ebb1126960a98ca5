import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { App } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import { tokenSettings, userIdText } from '../platform/tokens/access-tokens.ts';
import { secretKeys, type TokenKind, TokenSigner } from '../platform/tokens/signed-tokens.ts';
import { sessionSettings } from './sessions.settings.ts';

/** `sec`: the session's secret, 128 random bits; `gen`: the token's generation. */
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

/** The service stores no refresh tokens: HS256 is deterministic, and every claim comes from the row or the sent token. */
export const refreshTokens = oncePer((app: App) => {
  const { JWT_AUDIENCE } = app.config.of(tokenSettings);
  const kind: TokenKind<RefreshClaims> = {
    type: 'rt+jwt',
    issuer: app.accessTokens.issuer,
    audience: `${JWT_AUDIENCE}/refresh`,
    // The row determines expiry. This maximum limits tokens forged with a stolen key, and allows lowering the TTL.
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
