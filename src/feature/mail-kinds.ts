import type { SecretPurpose } from './secret-purposes.ts';

/** Values for a mail's templates. Never a token or a code: the mail worker derives those. */
export type MailFacts = Readonly<Record<string, string>>;

/** A kind of mail. Listed in a feature's manifest; the texts are in `src/mail/templates`. */
export interface MailKind {
  readonly name: string;
  /** The mail's link and code, or only one of them. */
  readonly link?: MailLink;
  /** An example value for every fact in the templates. At startup, the service renders every template with these. */
  readonly sample: MailFacts;
  /**
   * The service sends this mail to a mailbox that the account has not proved, and only if no other account has the email.
   * Exports omit it, since it would reveal to the owner which emails have accounts.
   */
  readonly revealsFreeEmail?: boolean;
}

export interface MailLink {
  readonly purpose: SecretPurpose;
  /** The page's name in APP_PATHS. Without a page, the mail has a code but no link. */
  readonly page?: string;
  /**
   * The mail is useful without its link: the service sends it even if the link has ended, and templates may omit the link.
   */
  readonly isOptional?: boolean;
}
