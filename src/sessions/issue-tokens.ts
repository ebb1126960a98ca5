import type { Account, Viewer } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { oncePer } from '../platform/once-per.ts';
import { tokenSettings } from '../platform/tokens/access-tokens.ts';
import { acrOf } from './acr.ts';
import type { AuthToken } from './auth-token.types.ts';
import { makeCurrent } from './current-session.ts';
import { deliverRefreshToken } from './refresh-cookie.ts';
import { refreshTokens } from './refresh-tokens.ts';
import type { SessionRow } from './session-statements.ts';

/**
 * The refresh token depends only on the row and the secret, so racing tabs get the same token.
 * @param secret undefined if the client keeps the refresh token that it has.
 */
export async function issueTokens(
  ctx: Context,
  account: Account,
  session: Omit<SessionRow, keyof Account>,
  secret: string | undefined,
): Promise<AuthToken> {
  const { app } = ctx;
  makeCurrent(ctx, session.sessionId);
  const { sessionId, idleExpiresAt, now } = session;
  const expiresIn = Math.min(app.config.of(tokenSettings).ACCESS_TOKEN_TTL, idleExpiresAt - now);
  const times = { iat: now, exp: now + expiresIn };
  const more =
    claimsOf(app).length > 0
      ? await collectClaims(ctx, { account, session: { ...session, id: sessionId } })
      : undefined;
  return {
    accessToken: app.accessTokens.issue(account.id, sessionId, times, { ...more, ...proofClaims(session) }),
    refreshToken: secret === undefined ? null : refreshTokenOf(ctx, account, session, secret),
    tokenType: 'bearer',
    expiresIn,
    refreshExpiresIn: idleExpiresAt - now,
    user: account,
  };
}

function refreshTokenOf(
  ctx: Context,
  { id }: Account,
  { sessionId, generation, rotatedAt, idleExpiresAt, now }: Omit<SessionRow, keyof Account>,
  secret: string,
): string | null {
  const token = refreshTokens(ctx.app).sign({
    sub: String(id),
    sid: sessionId,
    gen: generation,
    sec: secret,
    iat: rotatedAt,
    exp: idleExpiresAt,
  });
  return deliverRefreshToken(ctx, token, idleExpiresAt - now);
}

/**
 * How and when the user last proved their identity (RFC 9068, 2.2.1). They come from the row, so they survive every refresh.
 * `mfa` is RFC 8176's name for several factors.
 */
function proofClaims({ authenticatedAt, methods, level }: Omit<SessionRow, keyof Account>) {
  return {
    auth_time: authenticatedAt,
    amr: level > 1 ? [...methods, 'mfa'] : methods,
    acr: acrOf(level),
  };
}

const claimsOf = oncePer((app: App) => featuresOf(app).flatMap(({ claims = {} }) => Object.entries(claims)));

/** Leaves room for the other claims, since `TokenSigner` accepts tokens of up to 4 KB. */
const maxClaimsLength = 2_048;

/**
 * Evaluates the claims for every token, so that a removed permission is gone after the next refresh. Omits and logs a claim
 * that fails: the session has already been rotated, so after an error the client's retry could look like reuse.
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
      ctx.log.error({ err, claim: name }, 'an access token lacks a claim that failed');
    }
  }
  return found;
}
