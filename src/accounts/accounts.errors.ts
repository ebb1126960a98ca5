import { defineError, type ErrorKind, type FieldProblem } from '../kernel/errors.ts';

/** The same error for unknown accounts, wrong proofs and disabled accounts (ASVS 6.3.8). */
export const invalidCredentials = defineError(
  'INVALID_CREDENTIALS',
  'The username, email address or password is wrong.',
);

export const usernameTaken = defineForField(
  'USERNAME_TAKEN',
  'username',
  'TAKEN',
  'This username is taken. Choose another username.',
);

export const emailTaken = defineForField(
  'EMAIL_TAKEN',
  'email',
  'TAKEN',
  'An account with this email address already exists. Log in instead.',
);

/** Names the field in the format of BAD_USER_INPUT, so that a form can mark the field. */
export function defineForField(code: string, field: string, reason: string, message: string): ErrorKind {
  const kind = defineError<{ fields: FieldProblem[] }>(code, message);
  const make = () => kind({ fields: [{ path: ['input', field], reason, message }] });
  return Object.assign(make, { code });
}
