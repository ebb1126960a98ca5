import { z } from 'zod';
import { pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { countWaysIn } from '../feature/credentials.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { execute } from '../platform/database/database.ts';
import { factorRemoved } from '../second-factors/factor-removed.ts';
import { endOldCredentials } from '../sessions/end-old-credentials.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { openSession } from '../sessions/open-session.ts';
import { requireUser } from '../sessions/require-user.ts';
import { changedPasskeys } from './changed-passkeys.ts';
import { noSuchPasskey } from './own-passkeys.ts';
import { removeAttempt } from './passkey-attempts.ts';
import { lastWayIn } from './passkeys.errors.ts';
import { passkeyRemoved } from './passkeys.events.ts';
import { passkeyRemovedMail } from './passkeys.mails.ts';
import type { PasskeyChanged, RemovePasskeyInput } from './passkeys.types.ts';
import { providerName } from './providers.ts';
import { relyingParty } from './relying-party.ts';

/** The reason of the ended sessions. */
export const removalReason = 'passkey-removed';

const rules = z.object({ id: z.string() });

const deletePasskey = `
  delete from passkeys where credential_id = $1 and user_id = $2 returning aaguid, now() as "removedAt"`;

/**
 * Removes a passkey, ends every session, and opens a new one for the caller: the passkey may be on a stolen device, or a
 * thief's. @throws UNAUTHENTICATED, BAD_USER_INPUT, LAST_WAY_IN, SECOND_FACTOR_REQUIRED, RATE_LIMITED.
 */
export async function removePasskey(ctx: Context, input: RemovePasskeyInput): Promise<PasskeyChanged> {
  relyingParty(ctx.app);
  const viewer = await requireUser(ctx);
  const { id } = checkInput(rules, input);
  const { account, session } = viewer;
  return makeAttempt(ctx, { kind: removeAttempt, accountId: account.id }, async (count) => {
    await count();
    return inTransaction(ctx, async (em) => {
      const owner = await lockCaller(ctx, viewer);
      const values = [Buffer.from(id, 'base64url'), owner.id];
      type Row = { aaguid: string; removedAt: Date | string };
      const [row] = await execute<Row>(em, deletePasskey, values);
      if (!row) throw noSuchPasskey();
      if ((await countWaysIn(ctx, owner.id)) === 0) throw lastWayIn();
      await factorRemoved(ctx, owner.id);
      await record(ctx, passkeyRemoved({ userId: owner.id, reason: 'owner' }));
      await endOldCredentials(ctx, { userId: owner.id, reason: removalReason });
      await queueNotice(ctx, {
        kind: passkeyRemovedMail,
        owner,
        time: new Date(row.removedAt),
        facts: { provider: providerName(row.aaguid) ?? '' },
      });
      const { methods, authenticatedAt } = session;
      const tokens = await openSession(ctx, { account: pickAccount(owner), methods, authenticatedAt });
      return changedPasskeys(ctx, owner.id, { passkey: null, tokens });
    });
  });
}
