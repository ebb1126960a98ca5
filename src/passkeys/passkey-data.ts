import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

/** Public keys and their algorithms say nothing about a person, so the export omits them. */
const selectPasskeys = `
  select credential_id as "credentialId", name, aaguid, transports, is_multi_device as "isSynced",
    is_backed_up as "isBackedUp", counter::float8 as signatures, rp_id as "domain", created_at as "createdAt",
    last_used_at as "lastUsedAt"
  from passkeys where user_id = $1 order by created_at, credential_id`;

const selectHandle = 'select webauthn_handle as handle from users where id = $1';

type PasskeyRow = { credentialId: Buffer };

export const passkeyData: PersonalData = {
  tables: ['passkeys'],
  async export({ app: { database } }: Context, { id }: Account) {
    const passkeys = await database.read<PasskeyRow>('export-passkeys', selectPasskeys, [id]);
    const [user] = await database.read<{ handle: Buffer | null }>('export-handle', selectHandle, [id]);
    return {
      passkeyUserHandle: user?.handle?.toString('base64url') ?? null,
      passkeys: passkeys.map((row) => ({ ...row, credentialId: row.credentialId.toString('base64url') })),
    };
  },
};
