import { pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { badUserInput, temporarilyUnavailable } from '../kernel/errors.ts';
import { hasEnded, type TokenTimes } from '../platform/tokens/signed-tokens.ts';
import type { AuthToken } from './auth-token.types.ts';
import { issueTokens } from './issue-tokens.ts';
import { findPresentedSession, isReused } from './look-up-session.ts';
import { clearCookie, isInCookie, tokenInCookie } from './refresh-cookie.ts';
import { type RefreshClaims, refreshTokens } from './refresh-tokens.ts';
import { endReusedSession } from './revoke-sessions.ts';
import { rotateSession } from './rotate-session.ts';
import { refreshAttempt } from './session-attempts.ts';
import type { SessionRow } from './session-statements.ts';
import { invalidRefreshToken } from './sessions.errors.ts';
import { refreshRefused, refreshRepeated } from './sessions.events.ts';

type Refusal = Parameters<typeof refreshRefused>[0]['reason'];

/**
 * Exchanges a refresh token for new tokens. If calls race, a conditional UPDATE rotates the session only once. During the
 * reuse window, the previous token gets the same successor (racing tabs, a retry after a lost response). An older token
 * counts as reuse and revokes the session (RFC 9700, 4.14.2). A token ahead of the row means that the database has lost
 * rotations; such a token is accepted, so that a failover ends no session.
 * @throws INVALID_REFRESH_TOKEN, RATE_LIMITED.
 */
export async function refreshSession(ctx: Context, given: string | undefined): Promise<AuthToken> {
  if (given === undefined && !isInCookie(ctx)) throw badUserInput({ fields: [missingInput] });
  const token = given ?? tokenInCookie(ctx);
  // Not recorded, because the visitor is simply not logged in.
  if (token === undefined) throw invalidRefreshToken();
  return makeAttempt(ctx, { kind: refreshAttempt }, async (count) => {
    await count();
    return exchange(ctx, token);
  });
}

const missingInput = { path: ['input'], reason: 'REQUIRED', message: 'The refresh token is required.' };

async function exchange(ctx: Context, token: string): Promise<AuthToken> {
  const claims = refreshTokens(ctx.app).verify(token);
  if (typeof claims === 'string') return refuse(ctx, token, claims);
  const rotated = await rotateSession(ctx, claims);
  const outcome = rotated ?? (await explain(ctx, claims));
  if (typeof outcome === 'string') return refuse(ctx, token, outcome, claims);
  const { id, sessionId } = outcome;
  if (!rotated) await recordNow(ctx, refreshRepeated({ userId: id, sessionId }));
  ctx.ownAccountIds.add(id);
  return issueTokens(ctx, pickAccount(outcome), outcome, claims.sec);
}

/** @returns the session if the token may get the same successor again; otherwise the reason for the rejection. */
async function explain(ctx: Context, claims: RefreshClaims & TokenTimes): Promise<SessionRow | Refusal> {
  const row = await findPresentedSession(ctx, claims);
  if (!row) return 'unknown';
  if (row.isRevoked) return 'revoked';
  if (row.hasEnded || hasEnded(claims, row.now)) return 'expired';
  if (!row.isActive) return 'disabled';
  // Since the attempt to rotate, the database failed over or the account was enabled. A retry can succeed.
  if (claims.gen >= row.generation) throw temporarilyUnavailable({ retryAfterSeconds: 1 });
  return isReused(claims, row) ? 'reuse' : row;
}

async function refuse(ctx: Context, token: string, reason: Refusal, claims?: RefreshClaims): Promise<never> {
  if (reason === 'reuse' && claims) await endReusedSession(ctx, claims);
  const about = claims && { userId: Number(claims.sub), sessionId: claims.sid };
  await recordNow(ctx, refreshRefused({ reason, ...about }));
  if (tokenInCookie(ctx) === token) clearCookie(ctx);
  throw invalidRefreshToken();
}
