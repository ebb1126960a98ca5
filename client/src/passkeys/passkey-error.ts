export type PasskeyErrorCode =
  /**
   * The user has closed the dialog or has no passkey to choose, the device could not verify the user, or the app has cancelled.
   * Browsers do not tell the first three causes apart.
   */
  | 'PASSKEY_CANCELLED'
  /** The user has not answered in time. */
  | 'PASSKEY_TIMEOUT'
  /** The browser or the authenticator cannot do it. */
  | 'PASSKEY_NOT_SUPPORTED'
  /** The authenticator already has a passkey of this account. */
  | 'PASSKEY_ALREADY_REGISTERED'
  /** The page's origin may not use the service's passkeys: see PASSKEY_RP_ID and PASSKEY_ORIGINS. */
  | 'PASSKEY_WRONG_ORIGIN'
  /** Anything else, such as a broken authenticator. */
  | 'PASSKEY_FAILED';

const messages: Record<PasskeyErrorCode, string> = {
  PASSKEY_CANCELLED: 'No passkey was used.',
  PASSKEY_TIMEOUT: 'That took too long. Try again.',
  PASSKEY_NOT_SUPPORTED: 'This browser or device does not support passkeys.',
  PASSKEY_ALREADY_REGISTERED: 'This device already has a passkey for this account.',
  PASSKEY_WRONG_ORIGIN: 'Passkeys do not work at this address.',
  PASSKEY_FAILED: 'The passkey did not work.',
};

/** Why the browser has no passkey for the service. The service's own refusals are `AuthError`s. */
export class PasskeyError extends Error {
  constructor(
    readonly code: PasskeyErrorCode,
    cause?: unknown,
  ) {
    super(messages[code], { cause });
    this.name = 'PasskeyError';
  }
}

const codes: Readonly<Record<string, PasskeyErrorCode>> = {
  AbortError: 'PASSKEY_CANCELLED',
  NotAllowedError: 'PASSKEY_CANCELLED',
  TimeoutError: 'PASSKEY_TIMEOUT',
  InvalidStateError: 'PASSKEY_ALREADY_REGISTERED',
  SecurityError: 'PASSKEY_WRONG_ORIGIN',
  NotSupportedError: 'PASSKEY_NOT_SUPPORTED',
  ConstraintError: 'PASSKEY_NOT_SUPPORTED',
};

/** @param isLate whether the browser had as much time as the service allows: browsers report that as they do a closed dialog. */
export function passkeyErrorFrom(error: unknown, isLate: boolean): PasskeyError {
  const { name = '' } = error as Partial<Error>;
  const code = isLate && name === 'NotAllowedError' ? 'PASSKEY_TIMEOUT' : codes[name];
  return new PasskeyError(code ?? 'PASSKEY_FAILED', error);
}
