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

/** The second factors that the account can use. */
export async function usableFactors(ctx: Context, userId: number): Promise<SecondFactor[]> {
  const found: SecondFactor[] = [];
  for (const factor of factorsOf(ctx.app)) if ((await factor.count(ctx, userId)) > 0) found.push(factor);
  return found;
}
