/** What a one-time secret allows its bearer to do. Listed in a feature's manifest. */
export interface SecretPurpose {
  /** The key for deriving secrets depends on it, so never change it. */
  readonly name: string;
  /** How long a mailed link works, in seconds. */
  readonly lifetime: number;
  /** How long a mailed code works after each request, in seconds (NIST SP 800-63B-4, 3.1.3.2). 0 if there is none. */
  readonly codeLifetime: number;
  /** Whether the secret survives changes of the account's credentials. It must not undo them. */
  readonly outlivesChanges?: boolean;
}
