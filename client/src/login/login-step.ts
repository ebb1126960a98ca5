import type { User } from '../core/session.ts';

/** An authenticator that the user has to set up before the login can continue. */
export interface TotpEnrolment {
  /** For users who cannot scan the QR code. */
  secret: string;
  /** The content of the QR code. */
  otpauthUri: string;
  /** Seconds until the enrolment expires. */
  expiresIn: number;
}

/** The proof that a login still needs. */
export interface LoginChallenge {
  /** Only continues this login; it grants no access. */
  challenge: string;
  /**
   * Such as `SECOND_FACTOR` or `EMAIL_VERIFICATION`. Future services may send other values; treat unknown ones as "not possible in this app".
   */
  asks: string;
  /** Such as `TOTP` or `EMAIL_CODE`. */
  methods: readonly string[];
  /** Seconds until the login has to begin again. */
  expiresIn: number;
  /** The PublicKeyCredentialRequestOptionsJSON of WebAuthn, if `methods` contains `PASSKEY`. */
  passkeyOptions?: object | null;
  /** Set if `asks` is `ENROL`; null otherwise. */
  totpEnrolment?: TotpEnrolment | null;
}

/** Either the user who is now logged in, or what the login asks for next. */
export type LoginStep =
  | {
      user: User;
      next: null;
      /** Set after a login that set up the user's first second factor. Show the codes now: no other response contains them. */
      recoveryCodes?: readonly string[] | null;
    }
  | { user: null; next: LoginChallenge };
