import type { Context } from '../../src/feature/context.ts';
import { requireUser } from '../../src/sessions/require-user.ts';
import { noBadge } from './badges.errors.ts';
import { findBadge } from './find-badge.ts';

/** A guard: only for accounts with a badge. @throws NO_BADGE */
export async function wearsBadge(ctx: Context): Promise<void> {
  const { account } = await requireUser(ctx);
  if ((await findBadge(ctx, account.id)) === null) throw noBadge();
}
