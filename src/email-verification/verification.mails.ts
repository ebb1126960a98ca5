import type { MailKind } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';

const day = 24 * 60 * 60;

/** NIST SP 800-63A-4 allows a confirmation code sent by email to be valid for 24 hours. */
export const verificationPurpose: SecretPurpose = { name: 'verify-email', lifetime: day, codeLifetime: day };

export const verificationMail: MailKind = {
  name: 'verify-email',
  link: { purpose: verificationPurpose, page: 'verify-email' },
  sample: { username: 'alice' },
};
