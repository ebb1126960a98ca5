import type { MailKind } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

const minute = 60;
const day = 24 * 60 * minute;

export const resetPurpose: SecretPurpose = {
  name: 'reset-password',
  lifetime: 30 * minute,
  codeLifetime: 10 * minute,
};

/** For a link that an operator hands over. It does not prove that its bearer receives mail at the account's email. */
export const operatorResetPurpose: SecretPurpose = {
  name: 'reset-password-by-operator',
  lifetime: 60 * minute,
  codeLifetime: 0,
};

/**
 * NIST SP 800-63A-4 allows a confirmation code sent by email to be valid for 24 hours. A mailed secret has at least a third
 * of its life left, so `expiresIn` can promise a third to every request.
 */
export const signupPurpose: SecretPurpose = { name: 'signup', lifetime: day, codeLifetime: day / 3 };

const sample = { username: 'alice' };

/** `isSecured` is empty, except in the mail that `secureAccount` sends: that mail must not promise that the old password works. */
export const resetMail: MailKind = {
  name: 'reset-password',
  link: { purpose: resetPurpose, page: 'reset-password' },
  sample: { ...sample, isSecured: '' },
};

export const passwordChangedMail: MailKind = {
  name: 'password-changed',
  link: secureAccountLink,
  sample: noticeSample,
};

export const signupMail: MailKind = {
  name: 'complete-signup',
  link: { purpose: signupPurpose, page: 'complete-signup' },
  sample,
};

/** Sent when someone signs up with an email that already has an account. */
export const alreadyRegisteredMail: MailKind = { name: 'already-registered', sample };

/** After a request to reset the password of an email without an account, if MAIL_UNKNOWN_ADDRESSES allows it. */
export const unknownEmailMail: MailKind = { name: 'unknown-email', sample: {} };
