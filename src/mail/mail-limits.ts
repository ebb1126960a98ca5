import type { AttemptKind } from '../feature/attempts.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { ClientError } from '../kernel/errors.ts';
import { mailWithheld } from './mail.events.ts';
import { mailSettings } from './mail.settings.ts';

/** A request for a mail: what the client sees is limited by IP address alone. */
export const mailRequestAttempt: AttemptKind = {
  name: 'mail-request',
  limits: [
    { name: 'mail-address', by: 'site', rate: (config) => config.of(mailSettings).MAIL_REQUESTS_PER_ADDRESS },
  ],
};

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Protects a mailbox from being flooded. The client must not see this limit: it would reveal who gets mail. */
export const recipientAttempt: AttemptKind = {
  name: 'mail-recipient',
  limits: [
    { name: 'mail-recipient-minute', by: 'identifier', rate: () => ({ count: 1, seconds: minute }) },
    { name: 'mail-recipient-hour', by: 'identifier', rate: () => ({ count: 5, seconds: hour }) },
    { name: 'mail-recipient-day', by: 'identifier', rate: () => ({ count: 10, seconds: day }) },
  ],
};

/**
 * Counts a mail that a client has asked for. Call it for unknown emails too, and outside any unit of work.
 * @param email in canonical form. @returns false if the mail must be withheld, while the client gets the usual answer.
 */
export async function mayMail(ctx: Context, email: string, kind: string): Promise<boolean> {
  try {
    await makeAttempt(ctx, { kind: recipientAttempt, identifiers: [email] }, (count) => count());
    return true;
  } catch (error) {
    if (!(error instanceof ClientError) || error.code !== 'RATE_LIMITED') throw error;
    await recordNow(ctx, mailWithheld({ kind }));
    return false;
  }
}
