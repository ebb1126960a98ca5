import type { Feature } from '../feature/feature.ts';
import { TotpCredential } from './totp-credential.entity.ts';
import { totpData } from './totp-data.ts';
import { TotpEnrolment } from './totp-enrolment.entity.ts';

/** Authenticator apps (RFC 6238). */
export const totp: Feature = {
  name: 'totp',
  entities: [TotpCredential, TotpEnrolment],
  personalData: totpData,
};
