import { z } from 'zod';
import type { Context } from '../../src/feature/context.ts';
import type { RouteAnswer, RouteRequest } from '../../src/feature/routes.ts';
import { badgeInvalid } from './badges.errors.ts';

const scan = z.object({ number: z.string() }).catch({ number: '' });

const findWearer =
  'select u.username from badges as b join users as u on u.id = b.user_id where b.number = $1';

/** A POST route: a badge reader looks up a badge's owner, and gets a cookie. @throws BADGE_INVALID */
export async function scanBadge(ctx: Context, { body }: RouteRequest): Promise<RouteAnswer> {
  const { number } = scan.parse(body);
  const [row] = await ctx.app.database.read<{ username: string }>('scan-badge', findWearer, [number]);
  if (!row) throw badgeInvalid();
  ctx.request.cookieToSet = 'badge_reader=1; HttpOnly; SameSite=Strict';
  return { status: 201, headers: { 'cache-control': 'no-store' }, body: row };
}
