import type { Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { challengeInvalid } from './login-steps.errors.ts';
import { challengeRefused } from './login-steps.events.ts';

export const maxTries = 5;

interface Ended {
  userId: number;
  reason: Exclude<Parameters<typeof challengeRefused>[0]['reason'], 'unknown'>;
}

/** $1: challenge, $2: secret's hash. Only the holder of a challenge has the secret. */
const selectEnded = `
  select c.user_id as "userId", case
    when c.used_at is not null then 'used'
    when now() >= c.expires_at then 'expired'
    when c.tries >= ${maxTries} then 'tries'
    else 'disabled' end as reason
  from login_challenges as c where c.id = $1 and c.secret_hash = $2`;

/** Only the log gets the reason. @throws CHALLENGE_INVALID */
export async function refuseChallenge(
  ctx: Context,
  { id, secretHash }: { id: string; secretHash: Buffer },
): Promise<never> {
  const [ended] = await ctx.app.database.read<Ended>('ended-challenge', selectEnded, [id, secretHash]);
  await recordNow(ctx, challengeRefused(ended ?? { reason: 'unknown' }));
  throw challengeInvalid();
}

/** For text that cannot be a challenge. @throws CHALLENGE_INVALID */
export async function refuseUnknown(ctx: Context): Promise<never> {
  await recordNow(ctx, challengeRefused({ reason: 'unknown' }));
  throw challengeInvalid();
}
