import type { MailLink } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';

const day = 86_400;

/**
 * For an owner who gets a notice about a change by a thief. The secret survives later changes: otherwise the thief could
 * change the password again, and so disable the link before the owner reads the mail.
 */
export const secureAccountPurpose: SecretPurpose = {
  name: 'secure-account',
  lifetime: 7 * day,
  codeLifetime: 0,
  outlivesChanges: true,
};

/** A notice is useful without its link. */
export const secureAccountLink: MailLink = {
  purpose: secureAccountPurpose,
  page: 'secure-account',
  isOptional: true,
};
