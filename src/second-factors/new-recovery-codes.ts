import type { Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { requireUser } from '../sessions/require-user.ts';
import { hasFactor } from './account-factors.ts';
import { notifyOwner } from './notify-owner.ts';
import { issueRecoveryCodes } from './recovery-codes.ts';
import { renewAttempt } from './second-factor-attempt.ts';
import { noSecondFactor } from './second-factors.errors.ts';
import { recoveryCodesRenewed } from './second-factors.events.ts';
import { codesRenewedMail } from './second-factors.mails.ts';
import type { RecoveryCodes } from './second-factors.types.ts';

/** Replaces the caller's recovery codes. @throws UNAUTHENTICATED, NO_SECOND_FACTOR, RATE_LIMITED. */
export async function newRecoveryCodes(ctx: Context): Promise<RecoveryCodes> {
  const viewer = await requireUser(ctx);
  return makeAttempt(ctx, { kind: renewAttempt, accountId: viewer.account.id }, async (count) => {
    await count();
    return inTransaction(ctx, () => renew(ctx, viewer));
  });
}

async function renew(ctx: Context, viewer: Viewer): Promise<RecoveryCodes> {
  const { id: userId } = await lockCaller(ctx, viewer);
  if (!(await hasFactor(ctx, userId))) throw noSecondFactor();
  const recoveryCodes = await issueRecoveryCodes(ctx, userId);
  await record(ctx, recoveryCodesRenewed({ userId }));
  await notifyOwner(ctx, userId, { kind: codesRenewedMail });
  return { recoveryCodes };
}
