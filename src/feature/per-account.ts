import DataLoader from 'dataloader';
import type { Context } from './context.ts';

/**
 * A look-up by account that is made in one statement for all accounts of a request, however many of them a list or a
 * gateway asks for: what a field that a feature adds to `User` is resolved with.
 *
 * @param find is asked for distinct ids; what it leaves out is null.
 */
export function perAccount<Value>(
  find: (ctx: Context, ids: readonly number[]) => Promise<ReadonlyMap<number, Value>>,
): (ctx: Context, accountId: number) => Promise<Value | null> {
  const makeLoader = (ctx: Context) =>
    new DataLoader<number, Value | null>(async (ids) => {
      const found = await find(ctx, ids);
      return ids.map((id) => found.get(id) ?? null);
    });
  return (ctx, accountId) => ctx.once(makeLoader).load(accountId);
}
