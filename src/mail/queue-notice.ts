import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { MailFacts, MailKind } from '../feature/mail-kinds.ts';
import { record } from '../feature/unit-of-work.ts';
import { issueSecret } from '../one-time-secrets/issue-secret.ts';
import { deviceOf, deviceText } from '../sessions/device.ts';
import { userAgentOf } from '../sessions/user-agent.ts';
import { canMail } from './can-mail.ts';
import { type Locale, localeOf, supportedLocale } from './locales.ts';
import { mailWithheld } from './mail.events.ts';
import { hasEnoughNotices } from './notice-limit.ts';
import { queueMail } from './queue-mail.ts';
import { timeText } from './time-text.ts';

export interface Notice {
  /** A mail with the facts of `noticeSample`. */
  readonly kind: MailKind;
  readonly owner: Pick<Account, 'id' | 'username' | 'email'> & { locale: string | null };
  /** When it happened, by the database's clock. */
  readonly time: Date;
  /** Facts about the change, besides those of `noticeSample`. */
  readonly facts?: MailFacts;
  /** The maximum number of notices of this kind per account and day. */
  readonly maxPerDay?: number;
}

export const noticeSample = {
  username: 'alice',
  time: 'November 27, 2026 at 17:05 UTC',
  device: 'Firefox on Windows',
  ipAddress: '192.0.2.1',
};

const deviceWords = {
  en: { on: 'on', unknown: 'Unknown device' },
  de: { on: 'unter', unknown: 'Unbekanntes Gerät' },
} satisfies Record<Locale, object>;

/** Queues a mail to the owner about this request, in the request's unit of work. */
export async function queueNotice(
  ctx: Context,
  { kind, owner, time, facts: own, maxPerDay }: Notice,
): Promise<void> {
  if (!canMail(ctx.app)) return;
  const { id: userId, username, email } = owner;
  if (await hasEnoughNotices(ctx, userId, kind, maxPerDay))
    return record(ctx, mailWithheld({ kind: kind.name }));
  const locale = supportedLocale(owner.locale) ?? localeOf(ctx);
  const secret = kind.link && (await issueSecret(ctx, kind.link.purpose, { userId, subject: email }));
  const facts = { username, time: timeText(locale, time), ...requestFacts(ctx, locale), ...own };
  await queueMail(ctx, { kind, userId, recipient: email, locale, facts, ...(secret && { secret }) });
}

/** Empty for a command, which has no client. */
function requestFacts(ctx: Context, locale: Locale) {
  const { ip } = ctx.request;
  const device = ip === '' ? '' : deviceText(deviceOf(userAgentOf(ctx)), deviceWords[locale]);
  return { device, ipAddress: ip };
}
