import { invalidCredentials } from '../accounts/accounts.errors.ts';
import { defineError, type ErrorKind, type FieldProblem } from '../kernel/errors.ts';

export const usernameTaken = defineTaken(
  'USERNAME_TAKEN',
  'username',
  'This username is taken. Choose another username.',
);

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

export const emailTaken = defineTaken(
  'EMAIL_TAKEN',
  'email',
  'An account with this email address already exists. Log in instead.',
);

function defineTaken(code: string, field: string, message: string): ErrorKind {
  return defineForField(code, field, 'TAKEN', message);
}

/** Names the field in the format of BAD_USER_INPUT, so that a form can mark the field. */
function defineForField(code: string, field: string, reason: string, message: string): ErrorKind {
  const kind = defineError<{ fields: FieldProblem[] }>(code, message);
  const make = () => kind({ fields: [{ path: ['input', field], reason, message }] });
  return Object.assign(make, { code });
}
