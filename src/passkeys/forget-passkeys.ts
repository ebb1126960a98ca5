import type { CredentialsChange } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { record } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { hasFactor } from '../second-factors/account-factors.ts';
import { forgetRecoveryCodes } from '../second-factors/recovery-codes.ts';
import { secondFactorSettings } from '../second-factors/second-factors.settings.ts';
import { passkeyRemoved } from './passkeys.events.ts';

/**
 * Whether the link of a notice removes new passkeys. Where no login works without a second factor, it must not: otherwise a thief
 * who reads the owner's mail could remove the second factor, and reset the password.
 */
export function noticeRemovesPasskeys({ config }: App): boolean {
  return config.of(secondFactorSettings).SECOND_FACTOR !== 'required';
}

/** $1: user, $2: since. */
const deleteSince = `
  delete from passkeys where user_id = $1 and created_at >= coalesce($2::timestamptz, '-infinity') returning 1`;

/**
 * A thief may have added passkeys, and they would outlive the password that the thief knew. For an operator's reset, the owner
 * may have lost all of them.
 */
export async function forgetPasskeys(
  ctx: Context,
  { userId, undoneSince, disownedSince, removesFactors }: CredentialsChange,
): Promise<void> {
  const disowned = noticeRemovesPasskeys(ctx.app) ? disownedSince : undefined;
  const since = removesFactors ? null : (undoneSince ?? disowned);
  if (since === undefined) return;
  const removed = await execute(ctx.em, deleteSince, [userId, since]);
  const reason = removesFactors ? 'administrator' : 'secured';
  for (const _ of removed) await record(ctx, passkeyRemoved({ userId, reason }));
  // A thief with a passkey could create recovery codes, and they would work again with the owner's next passkey.
  if (removed.length > 0 && !(await hasFactor(ctx, userId))) await forgetRecoveryCodes(ctx, userId);
}
