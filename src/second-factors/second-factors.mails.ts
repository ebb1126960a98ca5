import type { MailKind } from '../feature/mail-kinds.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

/** `areFew` is empty if the owner needs no new codes yet. */
export const codeUsedMail: MailKind = {
  name: 'recovery-code-used',
  link: secureAccountLink,
  sample: { ...noticeSample, codesLeft: '3', areFew: 'yes' },
};

/** A client has entered the correct password, and then wrong codes. */
export const passwordKnownMail: MailKind = {
  name: 'password-known',
  link: secureAccountLink,
  sample: noticeSample,
};

export const codesRenewedMail: MailKind = {
  name: 'recovery-codes-renewed',
  link: secureAccountLink,
  sample: noticeSample,
};
