import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { unauthenticated } from '../kernel/errors.ts';
import { execute } from '../platform/database/database.ts';
import { isSessionLive } from '../sessions/look-up-session.ts';
import { clearCookie } from '../sessions/refresh-cookie.ts';
import { requireUser } from '../sessions/require-user.ts';
import { closeAccount } from './close-account.ts';
import { deletionSettings } from './deletion.settings.ts';
import type { DeletionPayload } from './deletion.types.ts';
import { deleteAttempt } from './deletion-attempts.ts';
import { eraseAccount } from './erase-account.ts';
import { closingOf, lockAccount } from './lock-account.ts';

/**
 * Closes the caller's account, and ends all of its sessions. Racing calls return the same date. @throws UNAUTHENTICATED,
 * REAUTHENTICATION_REQUIRED, RATE_LIMITED.
 */
export async function deleteAccount(ctx: Context): Promise<DeletionPayload> {
  const { account, session } = await requireUser(ctx);
  const attempt = { kind: deleteAttempt, accountId: account.id };
  const dueAt = await makeAttempt(ctx, attempt, async (count) => {
    await count();
    return inTransaction(ctx, () => close(ctx, account.id, session.id));
  });
  clearCookie(ctx);
  return { dueAt };
}

/** The service holds an old email for as long as the owner can undo the change of it. */
const selectUndoable = `
  select coalesce(extract(epoch from max(until) - now()), 0)::float8 as seconds from held_identifiers
  where user_id = $1 and kind = 'email' and now() < until`;

const selectDeleted = 'select deleted_at as "deletedAt" from deleted_accounts where user_id = $1';

async function close(ctx: Context, userId: number, sessionId: string): Promise<Date> {
  const account = await lockAccount(ctx, userId);
  if (!account) return deletionOf(ctx, userId);
  if (!account.isActive) {
    const closing = await closingOf(ctx, userId);
    if (!closing) throw unauthenticated({ reason: 'SESSION_ENDED' });
    return new Date(closing.dueAt);
  }
  // Another request may have ended the session since the guards looked it up, for example with a new password.
  if (!(await isSessionLive(ctx, sessionId))) throw unauthenticated({ reason: 'SESSION_ENDED' });
  const { ACCOUNT_DELETION_DELAY: delay } = ctx.app.config.of(deletionSettings);
  // Otherwise a thief could change the email, and delete the account before the owner undoes the change.
  const [undoable] = await execute<{ seconds: number }>(ctx.em, selectUndoable, [userId]);
  const seconds = Math.max(delay, undoable?.seconds ?? 0);
  if (seconds > 0) return closeAccount(ctx, account, { seconds, reason: 'owner' });
  await eraseAccount(ctx, account);
  return deletionOf(ctx, userId);
}

async function deletionOf({ em }: Context, userId: number): Promise<Date> {
  const [row] = await execute<{ deletedAt: Date | string }>(em, selectDeleted, [userId]);
  if (!row) throw unauthenticated({ reason: 'SESSION_ENDED' });
  return new Date(row.deletedAt);
}
