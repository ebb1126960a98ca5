import type { AttemptKind } from '../feature/attempts.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import type { Config } from '../kernel/config.ts';
import { ClientError } from '../kernel/errors.ts';
import { mailWithheld } from './mail.events.ts';
import { mailSettings } from './mail.settings.ts';

/** A request for a mail. The client sees only a limit by IP address. */
export const mailRequestAttempt: AttemptKind = {
  name: 'mail-request',
  limits: [
    { name: 'mail-address', by: 'site', rate: (config) => config.of(mailSettings).MAIL_REQUESTS_PER_ADDRESS },
  ],
};

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Developers test with a single mailbox, so mailbox limits are looser outside production. */
const perMailbox = (count: number, seconds: number) => (config: Config) => ({
  count: config.isProduction ? count : 100 * count,
  seconds,
});

/**
 * Protects a mailbox from being flooded. The client must not see this limit: it would reveal who gets mail. One IP address
 * cannot use up a mailbox's mails, and strangers with several IP addresses cannot use up those for places that the owner
 * logs in from.
 */
export const recipientAttempt: AttemptKind = {
  name: 'mail-recipient',
  limits: [
    { name: 'mail-recipient-minute', by: 'identifier', rate: perMailbox(1, minute) },
    { name: 'mail-recipient-and-address-hour', by: 'identifier-and-site', rate: perMailbox(3, hour) },
    { name: 'mail-recipient-and-address-day', by: 'identifier-and-site', rate: perMailbox(5, day) },
    { name: 'mail-recipient-hour', by: 'identifier', rate: perMailbox(5, hour), exceptKnownPlaces: true },
    { name: 'mail-recipient-day', by: 'identifier', rate: perMailbox(10, day), exceptKnownPlaces: true },
  ],
};

/**
 * Keeps one IP address from using up a secret's flows. A separate kind: a limit uncounts attempts that a later limit of the
 * same kind rejects, and a request whose mail is withheld gets a flow too.
 */
export const flowAttempt: AttemptKind = {
  name: 'mail-flow',
  limits: [
    { name: 'mail-flow-hour', by: 'identifier-and-site', rate: perMailbox(10, hour) },
    { name: 'mail-flow-day', by: 'identifier-and-site', rate: perMailbox(20, day) },
  ],
};

/** Strangers can make the service send this mail to any mailbox, even to one whose owner does not know the service. */
export const unknownEmailAttempt: AttemptKind = {
  name: 'mail-unknown',
  limits: [{ name: 'mail-unknown-day', by: 'identifier', rate: perMailbox(1, day) }],
};

/** The outcome of a request for a mail. The client always gets the same response. */
export interface MailAllowance {
  readonly isWithheld: boolean;
  /** The client's site has used up its share of flows, and must not take another client's. */
  readonly hasDeadFlow: boolean;
}

/**
 * Counts a mail that a client requests, and runs the request. Call this for unknown emails too, and outside any unit of work.
 * A request that fails for a temporary reason is uncounted. Otherwise the service would withhold the mail of its retry.
 * @param email in canonical form.
 */
export function limitingMail<Result>(
  ctx: Context,
  { email, kind }: { email: string; kind: string },
  request: (allowance: MailAllowance) => Promise<Result>,
): Promise<Result> {
  return ifWithin(ctx, { kind: flowAttempt, email }, (hasFlow) =>
    ifWithin(ctx, { kind: recipientAttempt, email }, async (isAllowed) => {
      if (!isAllowed) await recordNow(ctx, mailWithheld({ kind }));
      return request({ isWithheld: !isAllowed, hasDeadFlow: !hasFlow });
    }),
  );
}

/**
 * Runs a request that may mail this mailbox that it has no account. Call this for emails with an account too, so that timing
 * reveals nothing.
 */
export async function limitingUnknownMail<Result>(
  ctx: Context,
  { email, isWithheld }: { email: string; isWithheld: boolean },
  request: (isAllowed: boolean) => Promise<Result>,
): Promise<Result> {
  if (isWithheld || !ctx.app.config.of(mailSettings).MAIL_UNKNOWN_ADDRESSES) return request(false);
  return ifWithin(ctx, { kind: unknownEmailAttempt, email }, request);
}

async function ifWithin<Result>(
  ctx: Context,
  { kind, email }: { kind: AttemptKind; email: string },
  run: (isWithin: boolean) => Promise<Result>,
): Promise<Result> {
  let isWithin = false;
  try {
    return await makeAttempt(ctx, { kind, identifiers: [email] }, async (count) => {
      await count();
      isWithin = true;
      return run(true);
    });
  } catch (error) {
    if (isWithin || !(error instanceof ClientError && error.code === 'RATE_LIMITED')) throw error;
    return run(false);
  }
}
