import type { MailKind } from '../feature/mail-kinds.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

export const addedMail: MailKind = {
  name: 'second-factor-added',
  link: secureAccountLink,
  sample: noticeSample,
};

export const removedMail: MailKind = {
  name: 'second-factor-removed',
  link: secureAccountLink,
  sample: noticeSample,
};
