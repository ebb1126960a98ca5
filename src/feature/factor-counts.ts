import { execute } from '../platform/database/database.ts';
import { oncePer } from '../platform/once-per.ts';
import type { App, Context } from './context.ts';
import { featuresOf } from './feature.ts';
import type { SecondFactor } from './proofs.ts';

/** The best first: lists of methods have this order. */
export const factorsOf = oncePer((app: App): readonly SecondFactor[] =>
  featuresOf(app)
    .flatMap(({ secondFactors = [] }) => secondFactors)
    .toSorted((one, other) => rankOf(one) - rankOf(other)),
);

const rankOf = ({ resistsPhishing, isSubstitute }: SecondFactor) =>
  resistsPhishing ? 0 : isSubstitute ? 2 : 1;

/** One statement for all factors. $1: user. */
const countStatement = oncePer((app: App) => {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value) + 1}`;
  const columns = factorsOf(app).map(
    ({ name, countQuery }) => `(${countQuery(app, parameter)})::int4 as "${name}"`,
  );
  return { text: `select ${columns.join(', ')}`, values };
});

/**
 * How many of each second factor the account can use, by name. Without another factor, a substitute has nothing to replace.
 * Reads in the open unit of work: a second connection could wait for one that waits for this unit of work.
 */
export async function factorCounts(ctx: Context, userId: number): Promise<ReadonlyMap<string, number>> {
  const { text, values } = countStatement(ctx.app);
  const [row = {}] = await execute<Record<string, number>>(ctx.em, text, [userId, ...values]);
  const counts = factorsOf(ctx.app).map((factor) => ({ ...factor, count: row[factor.name] ?? 0 }));
  const isReplaceable = counts.some(({ isSubstitute, count }) => !isSubstitute && count > 0);
  return new Map(
    counts.map(({ name, isSubstitute, count }) => [name, isSubstitute && !isReplaceable ? 0 : count]),
  );
}
