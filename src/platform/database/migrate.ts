import { setTimeout as sleep } from 'node:timers/promises';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { type DatabaseSchema, ormOptions } from './database.ts';

const migrationLock = '6100283017403524127';

const pauseMs = 100;

interface Turn {
  /** How long to wait while another process migrates, in milliseconds. */
  lockTimeout: number;
  /** Called once, when the process starts to wait. */
  onWait(): void;
}

/** @returns the names of the applied migrations, in order. @throws MigrationLockTimeout */
export async function migrate(
  url: string,
  migrations: DatabaseSchema['migrations'],
  { lockTimeout, onWait }: Turn,
): Promise<string[]> {
  const orm = await MikroORM.init({
    ...ormOptions(url, { entities: [], migrations }),
    discovery: { warnWhenNoEntities: false },
  });
  const deadline = Date.now() + lockTimeout;
  try {
    for (let isFirst = true; ; isFirst = false) {
      const applied = await migrateInTurn(orm);
      if (applied) return applied;
      if (isFirst) onWait();
      if (Date.now() >= deadline) throw new MigrationLockTimeout();
      await sleep(pauseMs);
    }
  } finally {
    await orm.close(true);
  }
}

export class MigrationLockTimeout extends Error {
  constructor() {
    super('another process holds the migration lock');
  }
}

/**
 * Processes that start together migrate one after the other. The lock ends with the connection, even if the process crashes.
 * Each attempt is a new transaction, so that it sees migrations that other processes have committed.
 * @returns undefined while another process holds the lock.
 */
function migrateInTurn(orm: MikroORM): Promise<string[] | undefined> {
  return orm.em.transactional(async (em) => {
    const [row] = await em.execute<{ mine: boolean }[]>(
      `select pg_try_advisory_xact_lock(${migrationLock}) as mine`,
    );
    if (!row?.mine) return undefined;
    const applied = await new Migrator(orm.em).up();
    return applied.map(({ name }) => name);
  });
}
