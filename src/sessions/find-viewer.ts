import { pickAccount, type Viewer } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import type { UnauthenticatedReason } from '../kernel/errors.ts';
import { gather } from '../platform/database/batched-reads.ts';
import { oncePer } from '../platform/once-per.ts';
import type { AccessClaims } from '../platform/tokens/access-tokens.ts';
import { hasEnded, isFromTheFuture } from '../platform/tokens/signed-tokens.ts';
import { selectViewers, type ViewerRow } from './session-statements.ts';
import { accessRefused } from './sessions.events.ts';

/** Logouts that were answered before count: look-ups share statements, and none is kept. */
const viewerRow = oncePer(({ database }: App) =>
  gather('viewers', (claims: readonly AccessClaims[]) =>
    database.read<ViewerRow>('viewers', selectViewers, [
      claims.map(({ sid }) => sid),
      claims.map(({ sub }) => Number(sub)),
    ]),
  ),
);

/** Looks the bearer up, once a request: the viewer, or why there is none. Throws only when the database is away. */
export function findViewer(ctx: Context): Promise<Viewer | UnauthenticatedReason> {
  return ctx.once(lookUpViewer);
}

/**
 * The account and session behind the bearer, read each time: logout, revocation and a disabled account take effect at
 * the next request, although access tokens live for hours.
 */
async function lookUpViewer(ctx: Context): Promise<Viewer | UnauthenticatedReason> {
  const { app, bearer } = ctx;
  if ('reason' in bearer) {
    if (bearer.problem) await recordRefusal(ctx, bearer.problem);
    return bearer.reason;
  }
  const { claims } = bearer;
  const row = await viewerRow(app)(claims);
  const refuse = async (answer: UnauthenticatedReason, reason: Refusal) => {
    await recordRefusal(ctx, reason, { userId: Number(claims.sub), sessionId: claims.sid });
    return answer;
  };
  if (isFromTheFuture(claims, row.now)) return refuse('TOKEN_INVALID', 'not-issued-yet');
  if (hasEnded(claims, row.now)) return refuse('TOKEN_EXPIRED', 'expired');
  if (!row.isLive) return refuse('SESSION_ENDED', row.isActive === false ? 'disabled' : 'ended');
  ctx.ownAccountIds.add(row.id);
  ctx.actor = `user:${row.id}`;
  const { methods, authenticatedAt, level, now } = row;
  return { account: pickAccount(row), session: { id: claims.sid, methods, authenticatedAt, level, now } };
}

type Refusal = Parameters<typeof accessRefused>[0]['reason'];

/** The log knows why an access token was refused; the caller is told less. */
async function recordRefusal(
  ctx: Context,
  reason: Refusal,
  about: { userId?: number; sessionId?: string } = {},
): Promise<void> {
  await recordNow(ctx, accessRefused({ reason, ...about }));
}
