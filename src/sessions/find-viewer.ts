import { pickAccount, type Viewer } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import type { UnauthenticatedReason } from '../kernel/errors.ts';
import { batchCalls } from '../platform/database/batched-calls.ts';
import { oncePer } from '../platform/once-per.ts';
import type { AccessClaims } from '../platform/tokens/access-tokens.ts';
import { hasEnded, isFromTheFuture } from '../platform/tokens/signed-tokens.ts';
import { actAs } from './ending.ts';
import { noteUse } from './last-uses.ts';
import { selectViewers, type ViewerRow } from './session-statements.ts';
import { accessRefused } from './sessions.events.ts';

/** Batched but never cached, so that a logout takes effect at once. */
const viewerRow = oncePer(({ database }: App) =>
  batchCalls('viewers', (claims: readonly AccessClaims[]) =>
    database.read<ViewerRow>('viewers', selectViewers, [
      claims.map(({ sid }) => sid),
      claims.map(({ sub }) => Number(sub)),
    ]),
  ),
);

/** Throws only if the database is unavailable. */
export function findViewer(ctx: Context): Promise<Viewer | UnauthenticatedReason> {
  return ctx.once(lookUpViewer);
}

/** Reads the account and the session for every request, so that logout, revocation and disabling take effect at once. */
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
  actAs(ctx, claims.sid);
  if (row.isUseOld) noteUse(app, claims.sid, ctx.request.ip);
  const { methods, authenticatedAt, level, now } = row;
  return { account: pickAccount(row), session: { id: claims.sid, methods, authenticatedAt, level, now } };
}

type Refusal = Parameters<typeof accessRefused>[0]['reason'];

/** Logs the exact reason. The caller gets less detail. */
async function recordRefusal(
  ctx: Context,
  reason: Refusal,
  about: { userId?: number; sessionId?: string } = {},
): Promise<void> {
  await recordNow(ctx, accessRefused({ reason, ...about }));
}
