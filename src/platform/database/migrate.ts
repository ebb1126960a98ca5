import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { type DatabaseSchema, ormOptions } from './database.ts';

const migrationLock = '6100283017403524127';

/** @returns the names of the migrations that were applied, in order. */
export async function migrate(url: string, migrations: DatabaseSchema['migrations']): Promise<string[]> {
  const orm = await MikroORM.init({
    ...ormOptions(url, { entities: [], migrations }),
    discovery: { warnWhenNoEntities: false },
  });
  try {
    // Processes that start together take turns. The lock is released with the connection, however the process ends.
    return await orm.em.transactional(async (em) => {
      await em.execute(`select pg_advisory_xact_lock(${migrationLock})`);
      const applied = await new Migrator(orm.em).up();
      return applied.map(({ name }) => name);
    });
  } finally {
    await orm.close(true);
  }
}
