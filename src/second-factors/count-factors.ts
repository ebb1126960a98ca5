import type { Context } from '../feature/context.ts';
import { factorCounts } from '../feature/factor-counts.ts';
import { perAccount } from '../feature/per-account.ts';
import type { SecondFactors } from './second-factors.types.ts';

/** Runs one statement per request, however many aliases the request contains. */
export const countFactors = perAccount(async (ctx, ids) => {
  const found = await Promise.all(ids.map(async (id) => [id, await countAll(ctx, id)] as const));
  return new Map(found);
});

async function countAll(ctx: Context, userId: number): Promise<SecondFactors> {
  const counts = await factorCounts(ctx, userId);
  const countOf = (name: string) => counts.get(name) ?? 0;
  return {
    totp: countOf('TOTP') > 0,
    passkeys: countOf('PASSKEY'),
    recoveryCodesLeft: countOf('RECOVERY_CODE'),
  };
}
