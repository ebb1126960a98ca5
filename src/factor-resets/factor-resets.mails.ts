import type { MailKind } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

const day = 24 * 60 * 60;

/**
 * A link lives until the reset is due, whatever the delay (`keepPurposeFor`). It survives other changes: otherwise a thief
 * who asks for the reset could change the password, and so disable the owner's link.
 */
export const keepPurpose: SecretPurpose = {
  name: 'keep-factors',
  lifetime: day,
  codeLifetime: 0,
  outlivesChanges: true,
};

export const keepPurposeFor = (secondsUntilDue: number): SecretPurpose => ({
  ...keepPurpose,
  lifetime: secondsUntilDue,
});

export const resetRequestedMail: MailKind = {
  name: 'factors-reset-requested',
  link: { purpose: keepPurpose, page: 'keep-factors' },
  sample: { username: 'alice', time: 'November 28, 2026 at 17:05 UTC' },
};

export const factorsResetMail: MailKind = {
  name: 'factors-reset',
  link: secureAccountLink,
  sample: noticeSample,
};
