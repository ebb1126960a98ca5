import { defineError } from '../kernel/errors.ts';
import { secondFactorInvalid } from '../second-factors/second-factors.errors.ts';

/** SECOND_FACTOR_INVALID while an authenticator is being set up: no recovery code helps then. */
export const setupCodeInvalid = defineError(
  secondFactorInvalid.code,
  'This code is not valid. Enter the code that the authenticator shows now, and check the clock of its device.',
);

export const enrolmentInvalid = defineError(
  'ENROLMENT_INVALID',
  'No authenticator is being set up, or it took too long. Start again.',
);

export const noAuthenticator = defineError('NO_AUTHENTICATOR', 'This account has no authenticator app.');

export const secondFactorUnavailable = defineError(
  'SECOND_FACTOR_UNAVAILABLE',
  'The service cannot check the codes of this authenticator. Use another second factor, or ask the operator for help.',
);
