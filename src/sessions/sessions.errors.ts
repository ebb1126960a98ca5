import { defineError } from '../kernel/errors.ts';

/** For malformed, unknown, expired, used and revoked tokens alike. Only the event log has the exact reason. */
export const invalidRefreshToken = defineError(
  'INVALID_REFRESH_TOKEN',
  'Refresh token is invalid or expired. Log in again.',
);
