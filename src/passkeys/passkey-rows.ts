import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import type { Passkey } from './passkeys.types.ts';
import { providerName } from './providers.ts';

export const passkeyColumns = `
  p.user_id as "userId", p.credential_id as "credentialId", p.name, p.aaguid, p.is_multi_device as "isSynced",
  p.created_at as "createdAt", p.last_used_at as "lastUsedAt", p.transports`;

export interface ListedPasskey {
  userId: number;
  credentialId: Buffer;
  name: string;
  aaguid: string;
  isSynced: boolean;
  createdAt: Date | string;
  lastUsedAt: Date | string | null;
  transports: string[];
}

export function asPasskey(row: ListedPasskey): Passkey {
  return {
    id: row.credentialId.toString('base64url'),
    name: row.name,
    provider: providerName(row.aaguid) ?? null,
    isSynced: row.isSynced,
    createdAt: new Date(row.createdAt),
    lastUsedAt: row.lastUsedAt === null ? null : new Date(row.lastUsedAt),
  };
}

/** $1: users, $2: domain. Passkeys of another domain are dead, so no list shows them. */
export const selectPasskeys = `
  select ${passkeyColumns} from passkeys as p where p.user_id = any($1::int4[]) and p.rp_id = $2
  order by p.created_at, p.credential_id`;

/** Inside the unit of work. */
export function passkeysOf({ em }: Context, userId: number, rpId: string): Promise<ListedPasskey[]> {
  return execute<ListedPasskey>(em, selectPasskeys, [[userId], rpId]);
}
