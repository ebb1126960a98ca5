import { defineError } from '../kernel/errors.ts';

/** The same error for unknown accounts, wrong proofs and disabled accounts (ASVS 6.3.8). */
export const invalidCredentials = defineError(
  'INVALID_CREDENTIALS',
  'The username, email address or password is wrong.',
);
