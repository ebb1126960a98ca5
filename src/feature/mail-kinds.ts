import type { SecretPurpose } from './secret-purposes.ts';

/** Facts for the templates of a mail. Never a token or a code: the mail worker derives those. */
export type MailFacts = Readonly<Record<string, string>>;

/** A kind of mail. Listed in a feature's manifest; its texts are in `src/mail/templates`. */
export interface MailKind {
  readonly name: string;
  /** The link and the code of the mail. */
  readonly link?: MailLink;
  /** Every fact that the templates use, as an example. The start renders every template with them. */
  readonly sample: MailFacts;
}

export interface MailLink {
  readonly purpose: SecretPurpose;
  /** The name of the page in APP_PATHS. */
  readonly page: string;
}
