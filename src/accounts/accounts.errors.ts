import { defineError } from '../kernel/errors.ts';

/** The one refusal of every way in: unknown account, wrong proof and disabled account look alike (ASVS 6.3.8). */
export const invalidCredentials = defineError(
  'INVALID_CREDENTIALS',
  'The username, email address or password is wrong.',
);
