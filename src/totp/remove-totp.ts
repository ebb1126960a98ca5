import { pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { factorRemoved } from '../second-factors/factor-removed.ts';
import type { AuthToken } from '../sessions/auth-token.types.ts';
import { endOldCredentials } from '../sessions/end-old-credentials.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { openSession } from '../sessions/open-session.ts';
import { requireUser } from '../sessions/require-user.ts';
import { noAuthenticator } from './totp.errors.ts';
import { secondFactorRemoved } from './totp.events.ts';
import { removedMail } from './totp.mails.ts';
import { removeAttempt } from './totp-attempts.ts';

export const removalReason = 'second-factor-removed';

const deleteCredential = 'delete from totp_credentials where user_id = $1 returning now() as time';

/**
 * Ends every session and opens a new one, like `confirmTotp`. @throws UNAUTHENTICATED, NO_AUTHENTICATOR,
 * SECOND_FACTOR_REQUIRED, RATE_LIMITED.
 */
export async function removeTotp(ctx: Context): Promise<AuthToken> {
  const viewer = await requireUser(ctx);
  return makeAttempt(ctx, { kind: removeAttempt, accountId: viewer.account.id }, async (count) => {
    await count();
    return inTransaction(ctx, async (em) => {
      const owner = await lockCaller(ctx, viewer);
      const { id: userId } = owner;
      const [row] = await execute<{ time: Date | string }>(em, deleteCredential, [userId]);
      if (!row) throw noAuthenticator();
      await factorRemoved(ctx, userId);
      await record(ctx, secondFactorRemoved({ userId, reason: 'totp' }));
      await endOldCredentials(ctx, { userId, reason: removalReason });
      await queueNotice(ctx, { kind: removedMail, owner, time: new Date(row.time) });
      const { methods, authenticatedAt } = viewer.session;
      return openSession(ctx, { account: pickAccount(owner), methods, authenticatedAt });
    });
  });
}
