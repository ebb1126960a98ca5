/** What a one-time secret allows its bearer to do. Listed in a feature's manifest. */
export interface SecretPurpose {
  /** Part of the key that secrets are derived with, so never change it. */
  readonly name: string;
  /** How long the link of a mail works, in seconds. */
  readonly lifetime: number;
  /** How long the code of a mail works after each request, in seconds (NIST SP 800-63B-4, 3.1.3.2). */
  readonly codeLifetime: number;
}
