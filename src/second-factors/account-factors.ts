import type { Viewer } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import type { SecondFactor } from '../feature/proofs.ts';
import { oncePer } from '../platform/once-per.ts';

export const factorsOf = oncePer((app: App): readonly SecondFactor[] =>
  featuresOf(app).flatMap(({ secondFactors = [] }) => secondFactors),
);

/** Whether the account has a second factor besides recovery codes. */
export async function hasFactor(ctx: Context, userId: number): Promise<boolean> {
  for (const { isSubstitute, count } of factorsOf(ctx.app))
    if (!isSubstitute && (await count(ctx, userId)) > 0) return true;
  return false;
}

/**
 * Whether the account has a factor that this session has not proved. Such a session must not finish the set-up of another one,
 * even if it began the set-up before the account had a factor. Call this in a unit of work that has locked the user.
 */
export async function hasUnprovedFactor(ctx: Context, { account, session }: Viewer): Promise<boolean> {
  return session.level < 2 && (await hasFactor(ctx, account.id));
}

/** The second factors that the account can use. */
export async function usableFactors(ctx: Context, userId: number): Promise<SecondFactor[]> {
  const found: SecondFactor[] = [];
  for (const factor of factorsOf(ctx.app)) if ((await factor.count(ctx, userId)) > 0) found.push(factor);
  return found;
}
