import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

/** Public keys say nothing about a person, so the export omits them. */
const select = `
  select encode(credential_id, 'base64') as "credentialId", name, aaguid, transports, is_multi_device as "isSynced",
    is_backed_up as "isBackedUp", rp_id as "domain", created_at as "createdAt", last_used_at as "lastUsedAt"
  from passkeys where user_id = $1 order by created_at, credential_id`;

export const passkeyData: PersonalData = {
  tables: ['passkeys'],
  async export({ app }: Context, { id }: Account) {
    return { passkeys: await app.database.read<object>('export-passkeys', select, [id]) };
  },
};
