import { z } from 'zod';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import type { LoginStep } from '../login-steps/login-steps.types.ts';
import { checkToken, noLongerFits, useSecret } from '../one-time-secrets/check-secret.ts';
import { restorePurpose } from './deletion.mails.ts';
import type { RestoreAccountInput } from './deletion.types.ts';
import { restoreAttempt } from './deletion-attempts.ts';
import { lockAccount } from './lock-account.ts';
import { reopenAccount } from './reopen-account.ts';

const rules = z.object({ token: z.string() });

/**
 * Restores a closing account with the link from the mail. Does not log in: the link proves only the mailbox, and works as
 * long as the account is closing. @throws BAD_USER_INPUT, LINK_INVALID.
 */
export async function restoreAccount(ctx: Context, input: RestoreAccountInput): Promise<LoginStep> {
  const { token } = checkInput(rules, input);
  return makeAttempt(ctx, { kind: restoreAttempt }, async (count) => {
    await count();
    const secret = await checkToken(ctx, restorePurpose, token);
    await inTransaction(ctx, async () => {
      const account = await lockAccount(ctx, secret.userId ?? 0);
      if (account?.email !== secret.subject) throw noLongerFits(secret);
      await useSecret(ctx, secret);
      if (!(await reopenAccount(ctx, account.id, 'link'))) throw noLongerFits(secret);
    });
    return { tokens: null, next: null };
  });
}
