import type { CredentialsChange } from './account.ts';
import type { Context } from './context.ts';
import { featuresOf } from './feature.ts';
import { inTransaction } from './unit-of-work.ts';

/** Features forget what the old credentials allowed, in the unit of work of the change. The user's row must be locked. */
export function credentialsChanged(ctx: Context, change: CredentialsChange): Promise<void> {
  return inTransaction(ctx, async () => {
    for (const feature of featuresOf(ctx.app)) await feature.onCredentialsChanged?.(ctx, change);
  });
}
