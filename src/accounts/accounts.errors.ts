import { defineError } from '../kernel/errors.ts';

/** Unknown accounts, wrong proofs and disabled accounts look alike (ASVS 6.3.8). */
export const invalidCredentials = defineError(
  'INVALID_CREDENTIALS',
  'The username, email address or password is wrong.',
);
