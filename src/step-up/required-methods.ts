import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { type ConfirmationMethod, confirmationStrengths } from '../feature/proofs.ts';

export interface RequiredMethods {
  readonly methods: readonly ConfirmationMethod[];
  readonly level: 1 | 2;
}

/** Only the account's strongest methods count, so a second factor replaces the password, and a password the mailed code. */
export async function requiredMethods(ctx: Context, account: Account): Promise<RequiredMethods> {
  const declared = featuresOf(ctx.app).flatMap(({ confirmationMethods = [] }) => confirmationMethods);
  const found: ConfirmationMethod[] = [];
  for (const method of declared) if (await method.isAvailable(ctx, account)) found.push(method);
  const strength = confirmationStrengths.findLast((each) => found.some((method) => method.strength === each));
  const methods = found.filter((method) => method.strength === strength);
  return { methods, level: strength === 'multi-factor' ? 2 : 1 };
}
