import type { MailKind } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';

const day = 24 * 60 * 60;

/**
 * NIST SP 800-63A-4 allows a confirmation code sent by email to be valid for 24 hours. A mailed secret has at least a third
 * of its life left, so `expiresIn` can promise a third to every request.
 */
export const verificationPurpose: SecretPurpose = {
  name: 'verify-email',
  lifetime: day,
  codeLifetime: day / 3,
};

export const verificationMail: MailKind = {
  name: 'verify-email',
  link: { purpose: verificationPurpose, page: 'verify-email' },
  sample: { username: 'alice' },
};

/** Sent to both the old and the new mailbox. */
export const emailChangedMail: MailKind = { name: 'email-changed', sample: { username: 'alice' } };
