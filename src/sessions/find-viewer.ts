import type { AuthEvent, Context, Viewer } from '../context.ts';
import type { UnauthenticatedReason } from '../errors.ts';
import { recordAlone } from '../hooks.ts';
import { hasEnded, isFromTheFuture } from '../platform/signed-tokens.ts';
import { selectViewer, type ViewerRow } from './session-statements.ts';

/**
 * The account and session behind the bearer, read in one statement each time: logout, revocation and a disabled account
 * take effect at the next request, although access tokens live for hours.
 */
export async function findViewer(ctx: Context): Promise<Viewer | UnauthenticatedReason> {
  const { app, bearer } = ctx;
  if ('reason' in bearer) {
    if (bearer.problem) await recordRefusal(ctx, bearer.problem);
    return bearer.reason;
  }
  const { claims } = bearer;
  const [row] = await app.database.read<ViewerRow>('viewer', selectViewer, [claims.sid, Number(claims.sub)]);
  const refuse = async (answer: UnauthenticatedReason, reason: string) => {
    await recordRefusal(ctx, reason, { userId: Number(claims.sub), sessionId: claims.sid });
    return answer;
  };
  if (!row || isFromTheFuture(claims, row.now)) return refuse('TOKEN_INVALID', 'not-issued-yet');
  if (hasEnded(claims, row.now)) return refuse('TOKEN_EXPIRED', 'expired');
  if (!row.isLive) return refuse('SESSION_ENDED', row.isActive === false ? 'disabled' : 'ended');
  const { id, username, email, isActive } = row;
  return { account: { id, username, email, isActive }, sessionId: claims.sid };
}

/** An access token was shown and refused; the caller is told less. */
async function recordRefusal(
  ctx: Context,
  reason: string,
  about: Pick<AuthEvent, 'userId' | 'sessionId'> = {},
): Promise<void> {
  await recordAlone(ctx, { type: 'access.refused', outcome: 'refused', reason, ...about });
}
