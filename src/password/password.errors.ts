import { defineForField, invalidCredentials } from '../accounts/accounts.errors.ts';
import { defineError } from '../kernel/errors.ts';

/** INVALID_CREDENTIALS for signed-in users: names the field, so that a form can mark it. */
export const wrongPassword = defineForField(
  invalidCredentials.code,
  'currentPassword',
  'WRONG',
  'This is not the current password.',
);

/** For a signed-in user who confirms their identity. */
export const wrongConfirmation = defineForField(
  invalidCredentials.code,
  'password',
  'WRONG',
  'This is not the password of your account.',
);

export const verificationRequired = defineError(
  'VERIFICATION_REQUIRED',
  'This service requires a verified email. Sign up with startSignup.',
);
