import type { MailKind } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

const day = 24 * 60 * 60;

/** A link lives until its account is due, whatever the delay (`restorePurposeFor`). */
export const restorePurpose: SecretPurpose = {
  name: 'restore-account',
  lifetime: 14 * day,
  codeLifetime: 0,
};

export const restorePurposeFor = (secondsUntilDue: number): SecretPurpose => ({
  ...restorePurpose,
  lifetime: secondsUntilDue,
});

const sample = { username: 'alice' };

export const closingMail: MailKind = {
  name: 'account-closing',
  link: { purpose: restorePurpose, page: 'restore-account' },
  sample: { ...sample, time: 'December 11, 2026 at 17:05 UTC' },
};

export const restoredMail: MailKind = {
  name: 'account-restored',
  link: secureAccountLink,
  sample: noticeSample,
};

export const deletedMail: MailKind = { name: 'account-deleted', sample };
