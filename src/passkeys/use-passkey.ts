import type { Context } from '../feature/context.ts';
import { record, recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { passkeyInvalid } from './passkeys.errors.ts';
import { passkeyCounterRegressed, passkeyUsed } from './passkeys.events.ts';
import { refusePasskey } from './refuse-passkey.ts';
import type { VerifiedAssertion } from './verify-assertion.ts';

/**
 * $1: credential, $2: user, $3: counter, $4: backed up. Most authenticators always send 0. The copies of a synced passkey
 * count independently. For all others, a counter that does not grow means that there is a second copy of the key.
 */
const storeUse = `
  update passkeys set counter = greatest(counter, $3::int8), is_backed_up = $4, last_used_at = now()
  where credential_id = $1 and user_id = $2
    and (is_multi_device or $3::int8 > counter or ($3::int8 = 0 and counter = 0))
  returning 1`;

const selectPasskey = 'select 1 from passkeys where credential_id = $1 and user_id = $2';

/**
 * Records the use of a passkey, in the unit of work that opens or renews the session, after its user has been locked and the
 * challenge used up. So a repeated request never looks like a copied passkey. @throws PASSKEY_INVALID
 */
export async function usePasskey(
  ctx: Context,
  { account: { id: userId }, credentialId, counter, isBackedUp }: VerifiedAssertion,
): Promise<void> {
  const stored = await execute(ctx.em, storeUse, [credentialId, userId, counter, isBackedUp]);
  if (stored.length > 0) return record(ctx, passkeyUsed({ userId }));
  const found = await execute(ctx.em, selectPasskey, [credentialId, userId]);
  if (found.length === 0) return refusePasskey(ctx, 'removed', userId);
  await recordNow(ctx, passkeyCounterRegressed({ userId }));
  throw passkeyInvalid();
}
