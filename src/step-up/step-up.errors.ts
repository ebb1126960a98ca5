import { defineError } from '../kernel/errors.ts';
import { challengeInvalid } from '../login-steps/login-steps.errors.ts';

/** The details are hints for the client. They contain no credential, so logs may contain them. */
export const reauthenticationRequired = defineError<{
  methods: readonly string[];
  maxAgeSeconds: number;
  acr: string;
}>(
  'REAUTHENTICATION_REQUIRED',
  'Confirm your identity again for this operation, with startConfirmation and confirmIdentity.',
);

/** CHALLENGE_INVALID for signed-in users: the session stays. */
export const confirmationInvalid = defineError(
  challengeInvalid.code,
  'This confirmation has expired or ended. Start it again.',
);
