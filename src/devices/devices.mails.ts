import type { MailKind } from '../feature/mail-kinds.ts';
import { noticeSample } from '../mail/queue-notice.ts';
import { secureAccountLink } from '../mail/secure-account.ts';

export const newDeviceMail: MailKind = { name: 'new-device', link: secureAccountLink, sample: noticeSample };
