import { defineError, type ErrorKind, type FieldProblem } from '../kernel/errors.ts';

export const usernameTaken = defineTaken(
  'USERNAME_TAKEN',
  'username',
  'This username is taken. Choose another username.',
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

/** Names the field in the format of BAD_USER_INPUT, so that a form can mark the field. */
function defineTaken(code: string, field: string, message: string): ErrorKind {
  const kind = defineError<{ fields: FieldProblem[] }>(code, message);
  const make = () => kind({ fields: [{ path: ['input', field], reason: 'TAKEN', message }] });
  return Object.assign(make, { code });
}
