import type { MailKind } from '../feature/mail-kinds.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

/**
 * `provider` is empty if it is unknown. No mail contains the passkey's name: a spammer could sign up with another person's
 * email, and choose names that advertise a site.
 */
const sample = { ...noticeSample, provider: 'iCloud Keychain' };

/** `isRemovable` is empty if the link of this mail leaves the passkey in place. */
export const passkeyAddedMail: MailKind = {
  name: 'passkey-added',
  link: secureAccountLink,
  sample: { ...sample, isRemovable: 'yes' },
};

export const passkeyRemovedMail: MailKind = { name: 'passkey-removed', link: secureAccountLink, sample };

/** A login was refused because the passkey of a single device may have been copied. */
export const passkeyCopiedMail: MailKind = {
  name: 'passkey-copied',
  link: secureAccountLink,
  sample: noticeSample,
};
