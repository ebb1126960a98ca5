import { factorCounts, factorsOf } from '../feature/factor-counts.ts';
import type { LoginRequirement } from '../feature/proofs.ts';
import { levelOf } from '../sessions/level-of.ts';
import { usableFactors } from './account-factors.ts';
import { countingFailures } from './count-failures.ts';
import { secondFactorSettings } from './second-factors.settings.ts';

/**
 * Comes before all other requirements, so that a password alone restores no account and mails no code. `loginColumns` select
 * `asksSecondFactor` in the unit of work that opens the session, so no login can overlap an enrolment.
 */
export const secondFactorRequirement: LoginRequirement = {
  name: 'SECOND_FACTOR',
  methodsFor: async (ctx, { id }) => (await usableFactors(ctx, id)).map(({ name }) => name),
  async accepts(ctx, { id, asksSecondFactor }, method) {
    const factor = factorsOf(ctx.app).find(({ name }) => name === method);
    if (factor?.makesLoginsAsk) return asksSecondFactor === true;
    return factor !== undefined && ((await factorCounts(ctx, id)).get(method) ?? 0) > 0;
  },
  async isOpen(ctx, { account, methods }) {
    if (levelOf(ctx.app, methods) > 1) return false;
    if (account.asksSecondFactor) return true;
    const { SECOND_FACTOR } = ctx.app.config.of(secondFactorSettings);
    return SECOND_FACTOR === 'required' && (await usableFactors(ctx, account.id)).length > 0;
  },
  async judge(ctx, challenge, { method, text }) {
    const factor = factorsOf(ctx.app).find(({ name }) => name === method);
    if (!factor) throw new Error(`No feature declares the second factor "${method}".`);
    const apply = await countingFailures(ctx, challenge.account.id, () => factor.judge(ctx, challenge, text));
    return async (inside) => ({ methods: [factor.proofs[0]], ...(await apply(inside)) });
  },
};
