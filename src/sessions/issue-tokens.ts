import type { Account, Context } from '../feature/context.ts';
import { tokenSettings } from '../platform/tokens/access-tokens.ts';
import type { AuthToken } from './auth-token.type.ts';
import { handOut } from './refresh-cookie.ts';
import { refreshTokens } from './refresh-tokens.ts';
import type { SessionRow } from './session-statements.ts';

/**
 * Makes the tokens that stand for the present state of a session. The refresh token depends on the row and the secret
 * alone, so calling this twice hands out the very same one: that is how racing tabs converge.
 */
export function issueTokens(
  ctx: Context,
  account: Account,
  session: Omit<SessionRow, keyof Account>,
  secret: string,
): AuthToken {
  const { app } = ctx;
  const { sessionId, generation, rotatedAt, idleExpiresAt, now } = session;
  const expiresIn = Math.min(app.config.of(tokenSettings).ACCESS_TOKEN_TTL, idleExpiresAt - now);
  const refreshToken = refreshTokens(app).sign({
    sub: String(account.id),
    sid: sessionId,
    gen: generation,
    sec: secret,
    iat: rotatedAt,
    exp: idleExpiresAt,
  });
  return {
    accessToken: app.accessTokens.issue(account.id, sessionId, { iat: now, exp: now + expiresIn }),
    refreshToken: handOut(ctx, refreshToken, idleExpiresAt - now),
    tokenType: 'bearer',
    expiresIn,
    refreshExpiresIn: idleExpiresAt - now,
    user: account,
  };
}
