import type { App, AuthEvent, Context, Viewer } from '../feature/context.ts';
import { recordAlone } from '../feature/hooks.ts';
import type { UnauthenticatedReason } from '../kernel/errors.ts';
import { gather } from '../platform/database/batched-reads.ts';
import { oncePer } from '../platform/once-per.ts';
import type { AccessClaims } from '../platform/tokens/access-tokens.ts';
import { hasEnded, isFromTheFuture } from '../platform/tokens/signed-tokens.ts';
import { selectViewers, type ViewerRow } from './session-statements.ts';

/** Logouts that were answered before count: look-ups share statements, and none is kept. */
const viewerRow = oncePer(({ database }: App) =>
  gather('viewers', (claims: readonly AccessClaims[]) =>
    database.read<ViewerRow>('viewers', selectViewers, [
      claims.map(({ sid }) => sid),
      claims.map(({ sub }) => Number(sub)),
    ]),
  ),
);

/**
 * The account and session behind the bearer, read each time: logout, revocation and a disabled account take effect at
 * the next request, although access tokens live for hours.
 */
export async function findViewer(ctx: Context): Promise<Viewer | UnauthenticatedReason> {
  const { app, bearer } = ctx;
  if ('reason' in bearer) {
    if (bearer.problem) await recordRefusal(ctx, bearer.problem);
    return bearer.reason;
  }
  const { claims } = bearer;
  const row = await viewerRow(app)(claims);
  const refuse = async (answer: UnauthenticatedReason, reason: string) => {
    await recordRefusal(ctx, reason, { userId: Number(claims.sub), sessionId: claims.sid });
    return answer;
  };
  if (isFromTheFuture(claims, row.now)) return refuse('TOKEN_INVALID', 'not-issued-yet');
  if (hasEnded(claims, row.now)) return refuse('TOKEN_EXPIRED', 'expired');
  if (!row.isLive) return refuse('SESSION_ENDED', row.isActive === false ? 'disabled' : 'ended');
  const { id, username, email, isActive } = row;
  ctx.ownAccountIds.add(id);
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
