import type { CredentialsChange } from './account.ts';
import type { Context } from './context.ts';
import { featuresOf } from './feature.ts';
import { inTransaction } from './unit-of-work.ts';

/** Lets features forget what the old credentials allowed, in the change's unit of work. The user's row must be locked. */
export function credentialsChanged(ctx: Context, change: CredentialsChange): Promise<void> {
  return inTransaction(ctx, async () => {
    for (const feature of featuresOf(ctx.app)) await feature.onCredentialsChanged?.(ctx, change);
  });
}

/** How many credentials can begin a login. Call this in a unit of work that has locked the user. */
export async function countWaysIn(ctx: Context, userId: number): Promise<number> {
  let count = 0;
  for (const feature of featuresOf(ctx.app)) count += (await feature.waysIn?.(ctx, userId)) ?? 0;
  return count;
}
