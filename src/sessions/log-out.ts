import type { Context } from '../feature/context.ts';
import { hasEnded } from '../platform/tokens/signed-tokens.ts';
import { actAs } from './ending.ts';
import { findViewer } from './find-viewer.ts';
import type { LogoutInput, LogoutPayload } from './logout.types.ts';
import { LogoutScope } from './logout.types.ts';
import { findPresentedSession, isReused } from './look-up-session.ts';
import { clearCookie, tokenInCookie } from './refresh-cookie.ts';
import { refreshTokens } from './refresh-tokens.ts';
import { endSessions, endSessionsOfUsers } from './revoke-sessions.ts';

interface Proof {
  userId: number;
  sessionId: string;
  /** A used refresh token may end only its own session. */
  isOutdated: boolean;
}

/**
 * Accepts the access token or the refresh token, so that clients can log out after the access token has expired. Also
 * succeeds without a valid token, since there is then no session to revoke.
 */
export async function logOut(ctx: Context, input: LogoutInput | undefined): Promise<LogoutPayload> {
  const found = [
    await proveByBearer(ctx),
    await proveByRefreshToken(ctx, input?.refreshToken),
    await proveByRefreshToken(ctx, tokenInCookie(ctx)),
  ];
  const proofs = found.filter((proof) => proof !== undefined);
  const scope = proofs.some(({ isOutdated }) => isOutdated) ? LogoutScope.CURRENT : input?.scope;
  const revokedSessions = await end(ctx, proofs, scope ?? LogoutScope.CURRENT);
  // Clear the cookie after the revocation: if the revocation fails, the client needs the cookie to retry.
  if (input?.scope !== LogoutScope.OTHERS) clearCookie(ctx);
  return { message: 'Logout successful', revokedSessions };
}

async function end(ctx: Context, proofs: Proof[], scope: LogoutScope): Promise<number> {
  if (proofs.length === 0) return 0;
  const sessionIds = proofs.map(({ sessionId }) => sessionId);
  if (scope === LogoutScope.CURRENT) return endSessions(ctx, sessionIds, 'logout');
  const userIds = proofs.map(({ userId }) => userId);
  return endSessionsOfUsers(ctx, userIds, scope === LogoutScope.OTHERS ? sessionIds : [], 'logout');
}

async function proveByBearer(ctx: Context): Promise<Proof | undefined> {
  const viewer = await findViewer(ctx);
  if (typeof viewer === 'string') return undefined;
  return { userId: viewer.account.id, sessionId: viewer.session.id, isOutdated: false };
}

async function proveByRefreshToken(
  ctx: Context,
  token: string | null | undefined,
): Promise<Proof | undefined> {
  if (!token) return undefined;
  const claims = refreshTokens(ctx.app).verify(token);
  if (typeof claims === 'string') return undefined;
  const row = await findPresentedSession(ctx, claims);
  if (!row || row.hasEnded || hasEnded(claims, row.now)) return undefined;
  actAs(ctx, row.sessionId);
  return { userId: row.id, sessionId: row.sessionId, isOutdated: isReused(claims, row) };
}
