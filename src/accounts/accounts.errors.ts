import { defineError } from '../kernel/errors.ts';

/** Every way in refuses with this one: unknown user, wrong proof and disabled account look alike (ASVS 6.3.8). */
export const invalidCredentials = defineError(
  'INVALID_CREDENTIALS',
  'The username, email address or password is wrong.',
);
