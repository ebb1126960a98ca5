import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { IsolationLevel } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import type { Pooler } from './database.settings.ts';
import { inspectDatabase } from './inspect.ts';
import { type DatabaseSchema, ormOptions } from './orm-options.ts';
import { SchemaMigrator } from './schema-migrator.ts';

const pauseMs = 100;

interface Turn {
  pooler: Pooler;
  /** How long to wait, in milliseconds, while another process migrates. */
  lockTimeout: number;
  /** Called once, if the process has to wait. */
  onWait(): void;
}

/** @returns the names of the applied migrations, in order. @throws MigrationLockTimeout */
export async function migrate(
  url: string,
  migrations: DatabaseSchema['migrations'],
  { pooler, lockTimeout, onWait }: Turn,
): Promise<string[]> {
  const orm = new MikroORM({
    ...ormOptions(url, { entities: [], migrations }),
    discovery: { warnWhenNoEntities: false },
    // MikroORM would set it for the whole session, which may serve another client next.
    onQuery: (sql) => sql.replace(/^set names /, 'set local names '),
  });
  const deadline = Date.now() + lockTimeout;
  try {
    const pool = (await orm.driver.getConnection().getNativeClient()) as pg.Pool;
    const schema = await inspectDatabase(pool, { url, pooler, firstMigration: migrations[0]?.name });
    const lock = migrationLock(schema);
    for (let isFirst = true; ; isFirst = false) {
      const applied = await migrateInTurn(orm, lock);
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

/** Services in other schemas of the same database use a different lock. The lock for `public` must never change. */
function migrationLock(schema: string): string {
  if (schema === 'public') return '6100283017403524127';
  return String(createHash('sha256').update(`auth-service/migrations/${schema}`).digest().readBigInt64BE());
}

/** The role's timeouts are meant for requests; a migration may take as long as it needs. */
const noTimeouts = `
  select set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true)`;

/**
 * Lets processes that start together migrate one after the other. The lock belongs to the migrations' transaction, so it
 * works through a pooler and is released even if the process crashes. Each attempt is a new transaction, so that it sees
 * migrations other processes have committed.
 * @returns undefined while another process holds the lock.
 */
function migrateInTurn(orm: MikroORM, lock: string): Promise<string[] | undefined> {
  return orm.em.transactional(
    async (em) => {
      const [row] = await em.execute<{ mine: boolean }[]>(
        `select pg_try_advisory_xact_lock(${lock}) as mine`,
      );
      if (!row?.mine) return undefined;
      await em.execute(noTimeouts);
      const transaction = em.getTransactionContext();
      const applied = await new SchemaMigrator(orm.em).up(transaction && { transaction });
      return applied.map(({ name }) => name);
    },
    // A snapshot taken before the lock would miss migrations by the previous holder.
    { isolationLevel: IsolationLevel.READ_COMMITTED },
  );
}
