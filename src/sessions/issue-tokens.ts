import type { Account, Viewer } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { oncePer } from '../platform/once-per.ts';
import { tokenSettings } from '../platform/tokens/access-tokens.ts';
import type { AuthToken } from './auth-token.types.ts';
import { deliverRefreshToken } from './refresh-cookie.ts';
import { refreshTokens } from './refresh-tokens.ts';
import type { SessionRow } from './session-statements.ts';

/** The refresh token depends only on the row and the secret, so a repeated call makes the same one: racing tabs converge. */
export async function issueTokens(
  ctx: Context,
  account: Account,
  session: Omit<SessionRow, keyof Account>,
  secret: string,
): Promise<AuthToken> {
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
  const times = { iat: now, exp: now + expiresIn };
  const more =
    claimsOf(app).length > 0
      ? await collectClaims(ctx, { account, session: { ...session, id: sessionId } })
      : undefined;
  return {
    accessToken: app.accessTokens.issue(account.id, sessionId, times, more),
    refreshToken: deliverRefreshToken(ctx, refreshToken, idleExpiresAt - now),
    tokenType: 'bearer',
    expiresIn,
    refreshExpiresIn: idleExpiresAt - now,
    user: account,
  };
}

const claimsOf = oncePer((app: App) => featuresOf(app).flatMap(({ claims = {} }) => Object.entries(claims)));

/** Room for them in a token, of which `TokenSigner` accepts 4 KB. */
const maxClaimsLength = 2_048;

/**
 * Evaluated for every token, so that a removed permission is gone after the next refresh. The session is rotated by now: a
 * claim that fails is left out and logged, since an error would make the client's retry look like reuse.
 */
async function collectClaims(ctx: Context, viewer: Viewer): Promise<Record<string, unknown>> {
  let found: Record<string, unknown> = {};
  for (const [name, claim] of claimsOf(ctx.app)) {
    try {
      const more = { ...found, [name]: await claim(ctx, viewer) };
      if (JSON.stringify(more).length > maxClaimsLength)
        throw new Error('The claims are too long for a token.');
      found = more;
    } catch (err) {
      ctx.log.error({ err, claim: name }, 'a claim is left out of an access token');
    }
  }
  return found;
}
