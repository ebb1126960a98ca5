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

/**
 * Keeps one IP address from using up the mails and the flows of a mailbox. Counted before `recipientAttempt` and on its own,
 * since a limit uncounts attempts that a later limit of the same kind rejects.
 */
export const recipientAndSiteAttempt: AttemptKind = {
  name: 'mail-recipient-and-site',
  limits: [
    {
      name: 'mail-recipient-and-address-hour',
      by: 'identifier-and-site',
      rate: () => ({ count: 3, seconds: hour }),
    },
    {
      name: 'mail-recipient-and-address-day',
      by: 'identifier-and-site',
      rate: () => ({ count: 5, seconds: day }),
    },
  ],
};

/** Beyond its share of mails, a site may still enter the code of an earlier mail, in as many browsers. */
export const flowAttempt: AttemptKind = {
  name: 'mail-flow',
  limits: [
    { name: 'mail-flow-hour', by: 'identifier-and-site', rate: () => ({ count: 10, seconds: hour }) },
    { name: 'mail-flow-day', by: 'identifier-and-site', rate: () => ({ count: 20, seconds: day }) },
  ],
};

/** Protects a mailbox from being flooded. The client must not see this limit: it would reveal who gets mail. */
export const recipientAttempt: AttemptKind = {
  name: 'mail-recipient',
  limits: [
    { name: 'mail-recipient-minute', by: 'identifier', rate: () => ({ count: 1, seconds: minute }) },
    // Strangers with several IP addresses may use these up, but never for the places that the owner logs in from.
    {
      name: 'mail-recipient-hour',
      by: 'identifier',
      rate: () => ({ count: 5, seconds: hour }),
      exceptKnownPlaces: true,
    },
    {
      name: 'mail-recipient-day',
      by: 'identifier',
      rate: () => ({ count: 10, seconds: day }),
      exceptKnownPlaces: true,
    },
  ],
};

/** What a request for a mail gets. The client gets the usual answer in any case. */
export interface MailAllowance {
  readonly isWithheld: boolean;
  /** The client's site has had its share of flows: one more must not take the place of another client's. */
  readonly hasDeadFlow: boolean;
}

/**
 * Counts a mail that a client has asked for. Call it for unknown emails too, and outside any unit of work.
 * @param email in canonical form.
 */
export async function allowMail(ctx: Context, email: string, kind: string): Promise<MailAllowance> {
  const isWithinShare = await isWithin(ctx, recipientAndSiteAttempt, email);
  const hasDeadFlow = !(await isWithin(ctx, flowAttempt, email));
  const isAllowed = isWithinShare && (await isWithin(ctx, recipientAttempt, email));
  if (!isAllowed) await recordNow(ctx, mailWithheld({ kind }));
  return { isWithheld: !isAllowed, hasDeadFlow };
}

async function isWithin(ctx: Context, kind: AttemptKind, email: string): Promise<boolean> {
  try {
    await makeAttempt(ctx, { kind, identifiers: [email] }, (count) => count());
    return true;
  } catch (error) {
    if (error instanceof ClientError && error.code === 'RATE_LIMITED') return false;
    throw error;
  }
}
