import type { MailKind } from '../feature/mail-kinds.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

const day = 24 * 60 * 60;

/** The lifetimes equal those of `verify-email`, since this secret also proves a mailbox. */
export const changePurpose: SecretPurpose = { name: 'change-email', lifetime: day, codeLifetime: day / 3 };

/**
 * A request reuses a link if a third of its lifetime remains. So a link of three days outlives every change that it can
 * cancel.
 */
export const cancelPurpose: SecretPurpose = {
  name: 'cancel-email-change',
  lifetime: 3 * day,
  codeLifetime: day / 3,
};

/** EMAIL_CHANGE_UNDO replaces the lifetime. */
export const undoPurpose: SecretPurpose = { name: 'undo-email-change', lifetime: 7 * day, codeLifetime: 0 };

const sample = { username: 'alice' };
const email = 'b•••@example.com';
const time = 'November 27, 2026 at 17:05 UTC';

/** To the new mailbox. */
export const confirmMail: MailKind = {
  name: 'confirm-email',
  link: { purpose: changePurpose, page: 'confirm-email' },
  sample: {},
  revealsFreeEmail: true,
};

/** To the owner of the email, instead of `confirm-email`. */
export const emailInUseMail: MailKind = { name: 'email-in-use', sample };

/** To the old mailbox. The code makes a change final that this mailbox could undo. `canUndo` is empty if it cannot. */
export const changeRequestedMail: MailKind = {
  name: 'email-change-requested',
  link: { purpose: cancelPurpose, page: 'cancel-email-change' },
  sample: { ...sample, email, canUndo: 'yes' },
};

/** To the old mailbox, if it can undo the change. */
export const undoMail: MailKind = {
  name: 'email-change-undo',
  link: { purpose: undoPurpose, page: 'undo-email-change' },
  sample: { ...sample, email, time },
};

/** To the new mailbox, and to an old one that cannot undo the change. */
export const changedMail: MailKind = { name: 'email-change-done', sample: { ...sample, email, time } };

/** To both mailboxes. */
export const undoneMail: MailKind = { name: 'email-change-undone', sample: { ...sample, email, time } };

export const renamedMail: MailKind = {
  name: 'account-renamed',
  link: secureAccountLink,
  sample: { ...noticeSample, oldUsername: 'alice', newUsername: 'alice.smith' },
};
