import { z } from 'zod';
import { type Account, pickAccount } from '../../src/feature/account.ts';
import type { Context } from '../../src/feature/context.ts';
import { makeAttempt } from '../../src/feature/make-attempt.ts';
import { recordNow } from '../../src/feature/unit-of-work.ts';
import type { AuthToken } from '../../src/sessions/auth-token.types.ts';
import { openSession } from '../../src/sessions/open-session.ts';
import { badgeAttempt } from './badge-attempt.ts';
import { badgeInvalid } from './badges.errors.ts';
import { badgeRejected } from './badges.events.ts';

const useChallenge = `
  update badge_challenges as c set used_at = now()
  from users as u left join badges as b on b.user_id = u.id
  where c.id = $1 and c.used_at is null and now() < c.expires_at and u.id = c.user_id and b.number = $2
  returning u.id, u.username, u.email, u.is_active as "isActive", c.methods`;

/**
 * The second step of a login. A single conditional UPDATE checks the badge and uses up the challenge, so a challenge opens
 * at most one session.
 *
 * @throws BADGE_INVALID, RATE_LIMITED.
 */
export async function continueWithBadge(ctx: Context, challenge: string, number: string): Promise<AuthToken> {
  const proved = await makeAttempt(ctx, { kind: badgeAttempt }, async (count) => {
    await count();
    if (!z.uuid().safeParse(challenge).success) throw badgeInvalid();
    const statement = { name: 'use-challenge', text: useChallenge, values: [challenge, number] };
    const [row] = await ctx.app.database.change<Account & { methods: string[] }>(statement);
    return row ?? reject(ctx, challenge);
  });
  return openSession(ctx, { account: pickAccount(proved), methods: [...proved.methods, 'badge'] });
}

async function reject(ctx: Context, challenge: string): Promise<never> {
  const text = 'select user_id as "userId" from badge_challenges where id = $1 and used_at is null';
  const [row] = await ctx.app.database.read<{ userId: number }>('challenge', text, [challenge]);
  if (row) await recordNow(ctx, badgeRejected({ ...row, reason: 'wrong-number' }));
  throw badgeInvalid();
}
