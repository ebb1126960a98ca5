import { defineError } from '../kernel/errors.ts';

export const challengeInvalid = defineError(
  'CHALLENGE_INVALID',
  'This login has expired or ended. Log in again.',
);
