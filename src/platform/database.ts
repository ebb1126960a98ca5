import 'reflect-metadata';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { Migrator } from '@mikro-orm/migrations';
import { defineConfig, type EntityManager, MikroORM, type Options } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { z } from 'zod';
import { migrations } from '../../migrations/index.ts';
import { optionalSetting, setting } from '../config.ts';
import { integer, milliseconds } from '../setting-values.ts';

export type { EntityManager };
export type EntityClass = new (...args: never[]) => object;

export const databaseSettings = {
  DATABASE_URL: optionalSetting(
    z.url({
      protocol: /^postgres(ql)?$/,
      error: 'must look like postgresql://user:password@host:5432/database',
    }),
    {
      help: 'The PostgreSQL database (15 or newer). Unset in development: an embedded server under DATA_DIR.',
      secret: true,
      requiredInProduction: true,
    },
  ),
  DATABASE_POOL_SIZE: setting(integer(1, 1000), {
    default: '10',
    help: 'Connections that one process opens at most.',
  }),
  DATABASE_ACQUIRE_TIMEOUT: setting(milliseconds, {
    default: '2s',
    help: 'How long a request waits for a free connection before it is refused with OVERLOADED.',
  }),
  DATABASE_STATEMENT_TIMEOUT: setting(milliseconds, {
    default: '5s',
    help: 'How long one statement may run before PostgreSQL cancels it.',
  }),
  DATABASE_LOCK_TIMEOUT: setting(milliseconds, {
    default: '2s',
    help: 'How long one statement may wait for a lock that another holds.',
  }),
};

/** How long a connection, a statement and a lock may take, in milliseconds, and how many connections there are. */
export interface DatabaseLimits {
  poolSize: number;
  acquireTimeout: number;
  statementTimeout: number;
  lockTimeout: number;
}

/** What MikroORM needs to know; `mikro-orm.config.ts` hands the same to its command line. */
export function ormOptions(
  url: string | undefined,
  entities: EntityClass[],
  limits?: DatabaseLimits,
): Options {
  return defineConfig({
    ...(url !== undefined && { clientUrl: url }),
    entities,
    metadataProvider: ReflectMetadataProvider,
    extensions: [Migrator],
    migrations: {
      migrationsList: migrations,
      path: 'dist/migrations',
      pathTs: 'migrations',
      snapshot: false,
      emit: 'ts',
    },
    forceUtcTimezone: true,
    // Statements carry their values apart and are never logged: a log line cannot hold a secret.
    debug: false,
    logger: () => undefined,
    ...(limits && {
      pool: { min: 0, max: limits.poolSize },
      driverOptions: {
        connectionTimeoutMillis: limits.acquireTimeout,
        statement_timeout: limits.statementTimeout,
        lock_timeout: limits.lockTimeout,
        idle_in_transaction_session_timeout: 2 * limits.statementTimeout,
        application_name: 'auth-service',
        keepAlive: true,
      },
    }),
  });
}

/**
 * Runs a statement inside the request's unit of work. Its values travel apart from its text, which MikroORM's own
 * `em.execute` writes them into.
 */
export async function execute<Row extends object>(
  em: EntityManager,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await em.getKysely().executeQuery(CompiledQuery.raw(text, [...values]));
  return rows as Row[];
}

/** The open database: entities for writing, prepared statements for what every request reads. */
export class Database {
  private constructor(
    private readonly orm: MikroORM,
    private readonly pool: pg.Pool,
  ) {}

  /** Prepares the connections; the first one is opened by the first statement. */
  static async open(url: string, entities: EntityClass[], limits: DatabaseLimits): Promise<Database> {
    const orm = await MikroORM.init(ormOptions(url, entities, limits));
    return new Database(orm, (await orm.driver.getConnection().getNativeClient()) as pg.Pool);
  }

  /**
   * A unit of work of its own, for one request. Inside `em.transactional`, whoever holds it works in that transaction;
   * without `useContext` a fork would go past it, on another connection (tests/seams.test.ts).
   */
  fork(): EntityManager {
    return this.orm.em.fork({ useContext: true }) as EntityManager;
  }

  /** Runs a statement that is parsed and planned once per connection. Its name stands for its text. */
  async read<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>({ name, text, values });
    return rows;
  }

  /** Runs a statement on its own, outside any request. @returns how many rows it changed. */
  async write(text: string, values: unknown[]): Promise<number> {
    const { rowCount } = await this.pool.query(text, values);
    return rowCount ?? 0;
  }

  /** Whether the database answers now. */
  async isAvailable(): Promise<boolean> {
    return this.pool.query('select 1').then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    await this.orm.close(true);
  }
}
