import { defineError } from '../kernel/errors.ts';

/** Malformed, unknown, expired, used and revoked are not told apart to the caller; the event log knows. */
export const invalidRefreshToken = defineError(
  'INVALID_REFRESH_TOKEN',
  'This refresh token is not valid (any more). Log in again.',
);
