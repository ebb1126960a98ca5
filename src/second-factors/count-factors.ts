import type { Context } from '../feature/context.ts';
import { perAccount } from '../feature/per-account.ts';
import { factorsOf } from './account-factors.ts';
import type { SecondFactors } from './second-factors.types.ts';

/** Runs one statement per factor and request, however many aliases the request contains. */
export const countFactors = perAccount(async (ctx, ids) => {
  const found = await Promise.all(ids.map(async (id) => [id, await countAll(ctx, id)] as const));
  return new Map(found);
});

async function countAll(ctx: Context, userId: number): Promise<SecondFactors> {
  const counts = await Promise.all(
    factorsOf(ctx.app).map(async ({ name, count }) => [name, await count(ctx, userId)] as const),
  );
  const {
    TOTP = 0,
    PASSKEY = 0,
    RECOVERY_CODE = 0,
  }: Partial<Record<string, number>> = Object.fromEntries(counts);
  return { totp: TOTP > 0, passkeys: PASSKEY, recoveryCodesLeft: RECOVERY_CODE };
}
