import type { Account } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { factorCounts, factorsOf } from '../feature/factor-counts.ts';
import { featuresOf } from '../feature/feature.ts';
import { type ConfirmationMethod, confirmationStrengths, type SecondFactor } from '../feature/proofs.ts';
import { oncePer } from '../platform/once-per.ts';

/** The strongest methods first. */
export const methodsOf = oncePer((app: App): readonly ConfirmationMethod[] => {
  const rank = ({ strength }: ConfirmationMethod) => confirmationStrengths.indexOf(strength);
  return featuresOf(app)
    .flatMap(({ confirmationMethods = [] }) => confirmationMethods)
    .concat(factorsOf(app).map(methodOf))
    .toSorted((one, other) => rank(other) - rank(one));
});

function methodOf(factor: SecondFactor): ConfirmationMethod {
  const { name, field, proofs } = factor;
  return {
    name,
    field,
    proofs,
    strength: 'multi-factor',
    isAvailable: async (ctx, { id }) => ((await factorCounts(ctx, id)).get(name) ?? 0) > 0,
    judge: (ctx, confirmation, proof) => factor.judge(ctx, confirmation, proof),
  };
}

export interface RequiredMethods {
  readonly methods: readonly ConfirmationMethod[];
  readonly level: 1 | 2;
}

/**
 * Only the account's strongest methods count: a second factor replaces the password, and a password replaces the mailed
 * code.
 */
export async function requiredMethods(ctx: Context, account: Account): Promise<RequiredMethods> {
  const found: ConfirmationMethod[] = [];
  for (const method of methodsOf(ctx.app)) {
    const isWeaker = found[0] !== undefined && found[0].strength !== method.strength;
    if (!isWeaker && (await method.isAvailable(ctx, account))) found.push(method);
  }
  return { methods: found, level: found[0]?.strength === 'multi-factor' ? 2 : 1 };
}
