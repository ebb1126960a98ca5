import { defineError } from '../kernel/errors.ts';

/** Wrong, used and outdated codes get the same answer. */
export const secondFactorInvalid = defineError(
  'SECOND_FACTOR_INVALID',
  'This code is not valid. Each code works once: wait for the next one, or use a recovery code.',
);
