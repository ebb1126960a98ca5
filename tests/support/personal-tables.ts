import type { Feature } from '../../src/feature/feature.ts';
import type { World } from './world.ts';

/** Finds tables with a `user_id` that no feature lists in its `personalData`. */
export async function findUnlistedTables(world: World, features: readonly Feature[]): Promise<string[]> {
  const holding = await world.sql<{ name: string }>(`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and (column_name = 'user_id' or table_name = 'users') order by 1`);
  const listed = features.flatMap(({ personalData }) => personalData?.tables ?? []);
  return holding.map(({ name }) => name).filter((name) => !listed.includes(name));
}
