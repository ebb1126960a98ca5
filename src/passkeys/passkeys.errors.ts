import { defineError } from '../kernel/errors.ts';

/** Wrong, expired and used responses get the same answer, and so do disabled accounts. */
export const passkeyInvalid = defineError(
  'PASSKEY_INVALID',
  'This passkey could not be verified, or took too long. Try again.',
);

/** Only for a credential that no account has: after this code, clients delete the passkey from the device. */
export const passkeyUnknown = defineError<{ credentialId: string }>(
  'PASSKEY_UNKNOWN',
  'No account has this passkey. It was removed, and the device can delete it.',
);

export const lastWayIn = defineError(
  'LAST_WAY_IN',
  'This is the only way to log in to the account. Set a password or add another passkey first.',
);

export const tooManyPasskeys = defineError<{ max: number }>(
  'TOO_MANY_PASSKEYS',
  'The account has as many passkeys as the service allows. Remove one first.',
);

export const passkeysNotConfigured = defineError(
  'PASSKEYS_NOT_CONFIGURED',
  'This service accepts no passkeys, since it does not know the domain of its app.',
);
