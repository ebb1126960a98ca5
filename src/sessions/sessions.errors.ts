import { defineError } from '../kernel/errors.ts';

/** For malformed, unknown, expired, used and revoked tokens alike. Only the event log has the exact reason. */
export const invalidRefreshToken = defineError(
  'INVALID_REFRESH_TOKEN',
  'Refresh token is invalid or expired. Log in again.',
);

/** Omits the challenge, which is a credential: error extensions end up in logs. */
export const furtherProofRequired = defineError<{ asks: string }>(
  'FURTHER_PROOF_REQUIRED',
  'This account needs another proof before it gets a session. Log in with startLogin, and continue with its challenge.',
);
