import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { passkeysOf } from './passkey-rows.ts';
import type { PasskeyChanged } from './passkeys.types.ts';
import { relyingParty } from './relying-party.ts';

const selectHandle = 'select webauthn_handle as handle from users where id = $1';

/** What browsers need to delete passkeys that the account no longer accepts. Inside the unit of work of the change. */
export async function changedPasskeys(
  ctx: Context,
  userId: number,
  change: Pick<PasskeyChanged, 'passkey' | 'tokens'>,
): Promise<PasskeyChanged> {
  const accepted = await passkeysOf(ctx, userId, relyingParty(ctx.app).id);
  const [user] = await execute<{ handle: Buffer | null }>(ctx.em, selectHandle, [userId]);
  return {
    ...change,
    acceptedCredentialIds: accepted.map(({ credentialId }) => credentialId.toString('base64url')),
    userHandle: user?.handle?.toString('base64url') ?? '',
  };
}
