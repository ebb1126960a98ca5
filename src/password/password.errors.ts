import { defineError } from '../kernel/errors.ts';

export const usernameTaken = defineError('USERNAME_TAKEN', 'This username is taken. Choose another one.');

export const emailTaken = defineError(
  'EMAIL_TAKEN',
  'An account with this email address already exists. Log in instead.',
);
