import type { Context } from '../feature/context.ts';
import { hasFactor } from './account-factors.ts';
import { forgetRecoveryCodes } from './recovery-codes.ts';
import { secondFactorRequired } from './second-factors.errors.ts';
import { secondFactorSettings } from './second-factors.settings.ts';

/**
 * Call this in the unit of work in which the owner has removed a factor. Without any factor, recovery codes have nothing to
 * replace. @throws SECOND_FACTOR_REQUIRED if the service requires another factor.
 */
export async function factorRemoved(ctx: Context, userId: number): Promise<void> {
  if (await hasFactor(ctx, userId)) return;
  if (ctx.app.config.of(secondFactorSettings).SECOND_FACTOR === 'required') throw secondFactorRequired();
  await forgetRecoveryCodes(ctx, userId);
}
