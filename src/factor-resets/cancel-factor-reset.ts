import { z } from 'zod';
import { lockAccount } from '../deletion/lock-account.ts';
import type { AttemptKind } from '../feature/attempts.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import {
  checkToken,
  markUsed,
  noLongerFits,
  type ProvedSecret,
  refuseUsed,
} from '../one-time-secrets/check-secret.ts';
import { execute } from '../platform/database/database.ts';
import { endFactorReset } from './end-factor-reset.ts';
import { keepPurpose } from './factor-resets.mails.ts';
import type { CancelFactorResetInput, CancelFactorResetPayload } from './factor-resets.types.ts';

/** Unlimited, since the token of a link cannot be guessed. */
export const cancelResetAttempt: AttemptKind = { name: 'cancel-factor-reset' };

const rules = z.object({ token: z.string() });

/**
 * Cancels the reset of the account's second factors with the link from the mail. A repeated call succeeds. Works for every
 * mailbox that got such a link, even if a thief has changed the email since. @throws BAD_USER_INPUT, LINK_INVALID.
 */
export async function cancelFactorReset(
  ctx: Context,
  input: CancelFactorResetInput,
): Promise<CancelFactorResetPayload> {
  const { token } = checkInput(rules, input);
  return makeAttempt(ctx, { kind: cancelResetAttempt }, async (count) => {
    await count();
    const secret = await checkToken(ctx, keepPurpose, token, { acceptUsed: true });
    return inTransaction(ctx, () => cancel(ctx, secret));
  });
}

const selectNewer = 'select 1 from one_time_secrets where user_id = $1 and purpose = $2 and id > $3 limit 1';

async function cancel(ctx: Context, secret: ProvedSecret): Promise<CancelFactorResetPayload> {
  const owner = await lockAccount(ctx, secret.userId ?? 0);
  if (!owner) throw noLongerFits(secret);
  const { id, username } = owner;
  if (await markUsed(ctx, secret)) {
    // The reset may have taken effect in the meantime.
    if (!(await endFactorReset(ctx, id, 'link'))) throw noLongerFits(secret);
  } else if ((await execute(ctx.em, selectNewer, [id, keepPurpose.name, secret.id])).length > 0) {
    // A later reset has its own mail. A success would wrongly mean that this one is cancelled too.
    await refuseUsed(ctx, secret);
  }
  return { username };
}
