import { type LockedAccount, lockAccount } from '../deletion/lock-account.ts';
import type { Context } from '../feature/context.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { canMail } from '../mail/can-mail.ts';
import { localeOf, supportedLocale } from '../mail/locales.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { timeText } from '../mail/time-text.ts';
import { issueSecret } from '../one-time-secrets/issue-secret.ts';
import { execute } from '../platform/database/database.ts';
import { factorResetRequested } from './factor-resets.events.ts';
import { keepPurposeFor, resetRequestedMail } from './factor-resets.mails.ts';
import { factorResetSettings } from './factor-resets.settings.ts';

export interface PendingReset {
  readonly requestedAt: Date;
  readonly dueAt: Date;
}

type Row = { requestedAt: Date | string; dueAt: Date | string };

const columns = 'requested_at as "requestedAt", due_at as "dueAt"';

const insertReset = `
  insert into factor_resets (user_id, due_at) values ($1, now() + $2::float8 * interval '1 second')
  on conflict (user_id) do nothing returning ${columns}`;

const selectReset = `select ${columns} from factor_resets where user_id = $1`;

/**
 * Removes the account's second factors after a delay, and notifies the owner at once. A repeated request returns the date of
 * the first one. @returns undefined if the account has been deleted.
 */
export function requestFactorReset(ctx: Context, userId: number): Promise<PendingReset | undefined> {
  const { SECOND_FACTOR_RESET_DELAY: delay } = ctx.app.config.of(factorResetSettings);
  return inTransaction(ctx, async () => {
    const owner = await lockAccount(ctx, userId);
    if (!owner) return undefined;
    const [inserted] = await execute<Row>(ctx.em, insertReset, [userId, delay]);
    if (!inserted) return pendingReset(ctx, userId);
    const reset = datesOf(inserted);
    await record(ctx, factorResetRequested({ userId }));
    await mailOwner(ctx, owner, reset, delay);
    return reset;
  });
}

export async function pendingReset({ em }: Context, userId: number): Promise<PendingReset | undefined> {
  const [row] = await execute<Row>(em, selectReset, [userId]);
  return row && datesOf(row);
}

function datesOf({ requestedAt, dueAt }: Row): PendingReset {
  return { requestedAt: new Date(requestedAt), dueAt: new Date(dueAt) };
}

/** Has no daily limit: the delay protects only an owner who gets this mail. */
async function mailOwner(
  ctx: Context,
  { id: userId, username, email, locale: ownLocale }: LockedAccount,
  { dueAt }: PendingReset,
  delay: number,
): Promise<void> {
  if (!canMail(ctx.app)) return;
  const locale = supportedLocale(ownLocale) ?? localeOf(ctx);
  await queueMail(ctx, {
    kind: resetRequestedMail,
    userId,
    recipient: email,
    locale,
    facts: { username, time: timeText(locale, dueAt) },
    secret: await issueSecret(ctx, keepPurposeFor(delay), { userId, subject: email }),
  });
}
