import { defineError } from '../kernel/errors.ts';

/** Wrong, used and outdated codes get the same answer. */
export const secondFactorInvalid = defineError(
  'SECOND_FACTOR_INVALID',
  'This code is not valid. Each code works once: wait for the next one, or use a recovery code.',
);

/** A code of an authenticator is replaced by a next one, a recovery code is not. */
export const recoveryCodeInvalid = defineError(
  secondFactorInvalid.code,
  'This recovery code is not valid. Each code works once, and new codes replace all earlier ones. Use another one.',
);

/** With `SECOND_FACTOR=required`. */
export const secondFactorRequired = defineError(
  'SECOND_FACTOR_REQUIRED',
  'Every account of this service needs a second factor. Set up another one before you remove this one.',
);

export const noSecondFactor = defineError(
  'NO_SECOND_FACTOR',
  'This account has no second factor. Recovery codes replace one that is lost, so set one up first.',
);
