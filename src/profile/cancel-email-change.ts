import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import {
  checkToken,
  markUsed,
  noLongerFits,
  type ProvedSecret,
  refuseUsed,
} from '../one-time-secrets/check-secret.ts';
import { execute } from '../platform/database/database.ts';
import { findViewer } from '../sessions/find-viewer.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { requireUser } from '../sessions/require-user.ts';
import type { CancelEmailChangeInput } from './email-change.types.ts';
import { emailChangeCancelled } from './profile.events.ts';
import { cancelPurpose, changePurpose } from './profile.mails.ts';
import { cancelAttempt, cancelOwnAttempt } from './profile-attempts.ts';

/**
 * Cancels the pending change of an email: with the link from the notice to the old mailbox, or for the signed-in owner. A
 * repeated call succeeds. @returns the account, if the caller is signed in to it. @throws LINK_INVALID, UNAUTHENTICATED,
 * RATE_LIMITED.
 */
export async function cancelEmailChange(
  ctx: Context,
  { token }: CancelEmailChangeInput = {},
): Promise<Account | null> {
  if (typeof token !== 'string') return cancelOwn(ctx);
  const secret = await makeAttempt(ctx, { kind: cancelAttempt }, async (count) => {
    await count();
    // `cancelByLink` handles used secrets.
    const proved = await checkToken(ctx, cancelPurpose, token, { acceptUsed: true });
    await inTransaction(ctx, () => cancelByLink(ctx, proved));
    return proved;
  });
  const viewer = await findViewer(ctx);
  return typeof viewer !== 'string' && viewer.account.id === secret.userId ? viewer.account : null;
}

async function cancelOwn(ctx: Context): Promise<Account> {
  const viewer = await requireUser(ctx);
  await makeAttempt(ctx, { kind: cancelOwnAttempt, accountId: viewer.account.id }, async (count) => {
    await count();
    await inTransaction(ctx, async () => {
      await lockCaller(ctx, viewer);
      await endPending(ctx, viewer.account.id);
    });
  });
  return viewer.account;
}

const lock = 'select email from users where id = $1 for no key update';

const selectPending = `
  select 1 from one_time_secrets
  where user_id = $1 and purpose = $2 and used_at is null and now() < expires_at`;

async function cancelByLink(ctx: Context, secret: ProvedSecret): Promise<void> {
  const { userId } = secret;
  const [account] = await execute<{ email: string }>(ctx.em, lock, [userId]);
  if (!account || userId === null) throw noLongerFits(secret);
  const isFirstUse = await markUsed(ctx, secret);
  const fits = account.email === secret.subject;
  if (isFirstUse && !fits) throw noLongerFits(secret);
  if (isFirstUse) return endPending(ctx, userId);
  // A newer change has its own notice. A success would wrongly mean that no change is pending.
  const pending = await execute(ctx.em, selectPending, [userId, changePurpose.name]);
  if (!fits || pending.length > 0) await refuseUsed(ctx, secret);
}

const deletePending = `
  delete from one_time_secrets where user_id = $1 and purpose = $2 and used_at is null
  returning now() < expires_at as "isPending"`;

const useNotice = `
  update one_time_secrets set used_at = now() where user_id = $1 and purpose = $2 and used_at is null`;

async function endPending(ctx: Context, userId: number): Promise<void> {
  type Row = { isPending: boolean };
  const ended = await execute<Row>(ctx.em, deletePending, [userId, changePurpose.name]);
  await execute(ctx.em, useNotice, [userId, cancelPurpose.name]);
  if (ended.some(({ isPending }) => isPending)) await record(ctx, emailChangeCancelled({ userId }));
}
