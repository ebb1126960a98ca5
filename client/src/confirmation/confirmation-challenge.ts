/** What can prove the identity of a logged-in user. */
export interface ConfirmationChallenge {
  challenge: string;
  /** Such as `PASSWORD`, `TOTP` or `EMAIL_CODE`. If the list is empty, the user has to log in again. */
  methods: readonly string[];
  /** Seconds until the challenge expires. */
  expiresIn: number;
  /** The PublicKeyCredentialRequestOptionsJSON of WebAuthn, if `methods` contains `PASSKEY`. */
  passkeyOptions?: object | null;
}
