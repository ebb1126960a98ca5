import type { Context } from '../feature/context.ts';
import { type Notice, queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';

const selectOwner = 'select id, username, email, locale, now() as time from users where id = $1';

type Owner = Notice['owner'] & { time: Date | string };

/** Mails the owner about this request, in its unit of work. */
export async function notifyOwner(
  ctx: Context,
  userId: number,
  notice: Omit<Notice, 'owner' | 'time'>,
): Promise<void> {
  const [owner] = await execute<Owner>(ctx.em, selectOwner, [userId]);
  if (owner) await queueNotice(ctx, { ...notice, owner, time: new Date(owner.time) });
}
