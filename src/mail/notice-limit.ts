import type { Context } from '../feature/context.ts';
import type { MailKind } from '../feature/mail-kinds.ts';
import { execute } from '../platform/database/database.ts';

const maxNotices = 10;

/** $1: user, $2: kind, $3: how many older mails to skip. */
const selectLastAllowed = `
  select 1 from mails where user_id = $1 and kind = $2 and created_at > now() - interval '1 day'
  offset $3 limit 1`;

/**
 * Whether an account has had enough notices of one kind for a day. The email may belong to a stranger, and repeated changes
 * must not flood that mailbox. Call this in the change's unit of work: if failed attempts counted, a thief could suppress
 * the notice.
 */
export async function hasEnoughNotices(
  { em }: Context,
  userId: number,
  { name }: MailKind,
  maxPerDay = maxNotices,
): Promise<boolean> {
  return (await execute(em, selectLastAllowed, [userId, name, maxPerDay - 1])).length > 0;
}
