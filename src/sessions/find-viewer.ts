import type { Context, Viewer } from '../context.ts';
import type { UnauthenticatedReason } from '../errors.ts';
import { hasEnded, isFromTheFuture } from '../platform/signed-tokens.ts';
import { selectViewer, type ViewerRow } from './session-statements.ts';

/**
 * The account and session behind the bearer, read in one statement each time: logout, revocation and a disabled account
 * take effect at the next request, although access tokens live for hours.
 */
export async function findViewer({ app, bearer }: Context): Promise<Viewer | UnauthenticatedReason> {
  if ('reason' in bearer) return bearer.reason;
  const { claims } = bearer;
  const [row] = await app.database.read<ViewerRow>('viewer', selectViewer, [claims.sid, Number(claims.sub)]);
  if (!row || isFromTheFuture(claims, row.now)) return 'TOKEN_INVALID';
  if (hasEnded(claims, row.now)) return 'TOKEN_EXPIRED';
  if (!row.isLive) return 'SESSION_ENDED';
  const { id, username, email, isActive } = row;
  return { account: { id, username, email, isActive }, sessionId: claims.sid };
}
