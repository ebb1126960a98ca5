import type { Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { confirmationInvalid } from './step-up.errors.ts';
import { confirmationRefused } from './step-up.events.ts';

export const maxTries = 5;

type Reason = Parameters<typeof confirmationRefused>[0]['reason'];

/** $1: challenge, $2: session. */
const selectReason = `
  select case
    when c.session_id <> $2 then 'other-session'
    when c.used_at is not null then 'used'
    when now() >= c.expires_at then 'expired'
    else 'tries' end as reason
  from confirmations as c where c.id = $1`;

/** Only the log contains the reason. @throws CHALLENGE_INVALID */
export async function refuseConfirmation(ctx: Context, viewer: Viewer, challenge: string): Promise<never> {
  const values = [challenge, viewer.session.id];
  const [row] = await ctx.app.database.read<{ reason: Reason }>('ended-confirmation', selectReason, values);
  return refuse(ctx, viewer, row?.reason ?? 'unknown');
}

export async function refuse(
  ctx: Context,
  viewer: Viewer,
  reason: Reason,
  error: unknown = confirmationInvalid(),
): Promise<never> {
  const { account, session } = viewer;
  await recordNow(ctx, confirmationRefused({ userId: account.id, sessionId: session.id, reason }));
  throw error;
}
