import type { MailKind } from '../feature/mail-kinds.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

export const codesRenewedMail: MailKind = {
  name: 'recovery-codes-renewed',
  link: secureAccountLink,
  sample: noticeSample,
};
