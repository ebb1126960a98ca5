import type { Context } from '../feature/context.ts';
import { record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { accountVerified } from './accounts.events.ts';

/** $1: user, $2: email. Matches verified accounts too, so that a second proof succeeds. */
const setVerified = `
  with held as materialized (
    select id, email_verified_at from users where id = $1 and email = $2 and is_active for no key update)
  update users as u set email_verified_at = coalesce(u.email_verified_at, now()), email_refused_at = null
  from held as h where u.id = h.id
  returning h.email_verified_at is null as "isNew"`;

/**
 * Marks the email as verified, in the unit of work that uses the proof.
 * @returns whether this is the first proof; undefined if the account is disabled or its email has changed.
 */
export async function markEmailVerified(
  ctx: Context,
  userId: number,
  email: string,
): Promise<{ isNew: boolean } | undefined> {
  const [row] = await execute<{ isNew: boolean }>(ctx.em, setVerified, [userId, email]);
  if (row?.isNew) await record(ctx, accountVerified({ userId }));
  return row;
}
