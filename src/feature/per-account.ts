import DataLoader from 'dataloader';
import type { Context } from './context.ts';

/**
 * A look-up by account that shares one statement with all look-ups of its moment, however many accounts a list or a
 * gateway asks for: what a field that a feature adds to `User` is resolved with. It remembers nothing, so what a mutation
 * changes is seen by the fields selected on it.
 *
 * @param find gets distinct ids; an id that it leaves out is null.
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
