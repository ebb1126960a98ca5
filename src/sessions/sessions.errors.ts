import { defineError } from '../kernel/errors.ts';

/** Malformed, unknown, expired, used or revoked: only the event log tells which. */
export const invalidRefreshToken = defineError(
  'INVALID_REFRESH_TOKEN',
  'Refresh token is invalid or expired. Log in again.',
);
