import type { Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { unauthenticated } from '../kernel/errors.ts';
import { findViewer } from './find-viewer.ts';

/** @throws UNAUTHENTICATED if the caller has no live session. */
export async function requireUser(ctx: Context): Promise<Viewer> {
  const viewer = await findViewer(ctx);
  if (typeof viewer === 'string') throw unauthenticated({ reason: viewer });
  return viewer;
}

/** Whether the caller owns the account, as proved by an access token, or by a signup or login in this request. */
export function isOwn(ctx: Context, accountId: number): boolean | Promise<boolean> {
  const isKnown = () => ctx.ownAccountIds.has(accountId);
  return isKnown() || findViewer(ctx).then(isKnown);
}
