import type { MailLink } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';

const day = 86_400;

/**
 * For an owner who reads of a change that is not theirs. The secret outlives later changes: otherwise a thief could change
 * the password again, and kill the link before its mail is read.
 */
export const secureAccountPurpose: SecretPurpose = {
  name: 'secure-account',
  lifetime: 7 * day,
  codeLifetime: 0,
  outlivesChanges: true,
};

/** A notice tells something without its link too. */
export const secureAccountLink: MailLink = {
  purpose: secureAccountPurpose,
  page: 'secure-account',
  isOptional: true,
};
