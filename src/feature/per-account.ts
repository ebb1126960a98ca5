import DataLoader from 'dataloader';
import type { Context } from './context.ts';

/**
 * For fields that features add to `User`: concurrent look-ups share one statement. Results are not cached, so fields
 * selected on a mutation show its changes. `find` gets distinct ids. Ids missing from its result resolve to null.
 */
export function perAccount<Value>(
  find: (ctx: Context, ids: readonly number[]) => Promise<ReadonlyMap<number, Value>>,
): (ctx: Context, accountId: number) => Promise<Value | null> {
  const makeLoader = (ctx: Context) => {
    const findAll = async (ids: readonly number[]) => {
      const found = await find(ctx, [...new Set(ids)]);
      return ids.map((id) => found.get(id) ?? null);
    };
    return new DataLoader<number, Value | null>(findAll, { cache: false });
  };
  return (ctx, accountId) => ctx.once(makeLoader).load(accountId);
}
