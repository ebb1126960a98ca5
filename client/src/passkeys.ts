export { browserSupportsWebAuthn as supportsPasskeys } from '@simplewebauthn/browser';
export { type AutofillOptions, autofill } from './passkeys/autofill.ts';
export type { Passkey } from './passkeys/documents.ts';
export { logInWithPasskey, type PasskeyOptions } from './passkeys/log-in.ts';
export { PasskeyError, type PasskeyErrorCode } from './passkeys/passkey-error.ts';
export { confirmWithPasskey, proveWithPasskey } from './passkeys/prove.ts';
export {
  type RegisterOptions,
  registerPasskey,
  removePasskey,
  upgradeAfterLogin,
} from './passkeys/register.ts';
export { syncPasskeys } from './passkeys/signals.ts';
