import type { SealedData } from '../feature/sealed-data.ts';
import { ownerOf, totpPurpose } from './totp-secrets.ts';

const secrets = { purpose: totpPurpose, column: 'secret', key: 'user_id', ownerOf } as const;

export const sealedTotp: readonly SealedData[] = [
  { name: 'authenticators', table: 'totp_credentials', ...secrets },
  { name: 'unconfirmed-authenticators', table: 'totp_enrolments', ...secrets },
];
