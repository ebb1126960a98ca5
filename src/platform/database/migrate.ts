import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { type DatabaseSchema, ormOptions } from './database.ts';

/** Two processes that start at once take turns: the second finds nothing left to do. */
const migrationLock = '6100283017403524127';

/**
 * Brings the database to the present schema.
 *
 * @returns the names of the migrations that were applied, in order.
 */
export async function migrate(url: string, migrations: DatabaseSchema['migrations']): Promise<string[]> {
  const orm = await MikroORM.init({
    ...ormOptions(url, { entities: [], migrations }),
    discovery: { warnWhenNoEntities: false },
  });
  try {
    // The lock lives in a transaction of its own: it ends with the connection, however the process ends.
    return await orm.em.transactional(async (em) => {
      await em.execute(`select pg_advisory_xact_lock(${migrationLock})`);
      const applied = await new Migrator(orm.em).up();
      return applied.map(({ name }) => name);
    });
  } finally {
    await orm.close(true);
  }
}
