import type { Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { factorCounts, factorsOf } from '../feature/factor-counts.ts';
import type { SecondFactor } from '../feature/proofs.ts';

/**
 * Whether the account has a factor that this session has not proved. Such a session must not finish the set-up of another one,
 * even if it began the set-up before the account had a factor. Call this in a unit of work that has locked the user.
 */
export async function hasUnprovedFactor(ctx: Context, { account, session }: Viewer): Promise<boolean> {
  return session.level < 2 && (await hasFactor(ctx, account.id));
}

/** The second factors that the account can use. */
export async function usableFactors(ctx: Context, userId: number): Promise<SecondFactor[]> {
  const counts = await factorCounts(ctx, userId);
  return factorsOf(ctx.app).filter(({ name }) => (counts.get(name) ?? 0) > 0);
}

/** Whether the account has a second factor. Recovery codes alone count for nothing. */
export async function hasFactor(ctx: Context, userId: number): Promise<boolean> {
  return (await usableFactors(ctx, userId)).length > 0;
}
