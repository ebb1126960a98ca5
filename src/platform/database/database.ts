import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import { defineConfig, type EntityManager, MikroORM, type Options } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { traced } from '../tracing.ts';
import { dropBrokenConnections } from './broken-connections.ts';
import { retryingConflicts } from './conflicts.ts';
import { isLostConnection } from './database-errors.ts';
import { type Readiness, ReadinessCheck } from './readiness.ts';

export type { EntityManager };
export type EntityClass = new (...args: never[]) => object;

/** How often a read is tried whose connection was cut. */
const mostReads = 4;

/** How long migrating waits for a connection. */
const patienceMilliseconds = 10_000;

/** Parsed and planned once per connection: its name stands for its text. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** How long a connection, a statement and a lock may take, in milliseconds, and how many connections there are. */
export interface DatabaseLimits {
  poolSize: number;
  acquireTimeout: number;
  statementTimeout: number;
  lockTimeout: number;
}

/** What a database is to hold. */
export interface DatabaseSchema {
  entities: EntityClass[];
  /** In the order in which they are applied. */
  migrations: readonly MigrationClass[];
}

type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

/** A server that has stopped answering cannot cancel a statement either: after this long the client gives up on it. */
const answerTimeout = (limits: DatabaseLimits) => limits.statementTimeout + 1_000;

/** The options of MikroORM; `mikro-orm.config.ts` hands the same to its command line. */
export function ormOptions(
  url: string | undefined,
  { entities, migrations }: DatabaseSchema,
  limits?: DatabaseLimits,
): Options {
  return defineConfig({
    ...(url !== undefined && { clientUrl: url }),
    entities,
    // A misspelt name is a mistake, and not a new database.
    ensureDatabase: false,
    metadataProvider: ReflectMetadataProvider,
    extensions: [Migrator],
    migrations: {
      migrationsList: [...migrations],
      path: 'dist/migrations',
      pathTs: 'migrations',
      snapshot: false,
      emit: 'ts',
    },
    forceUtcTimezone: true,
    // Statements would be logged with their values. Lost connections are told by the request that notices them.
    debug: false,
    logger: () => undefined,
    pool: { min: 0, max: limits?.poolSize ?? 2 },
    driverOptions: {
      // MikroORM itself reads only the address from the URL; `pg` knows its parameters, such as sslmode.
      ...(url !== undefined && { connectionString: url }),
      onPoolCreated: dropBrokenConnections,
      application_name: 'auth-service',
      keepAlive: true,
      connectionTimeoutMillis: limits?.acquireTimeout ?? patienceMilliseconds,
      ...(limits && {
        statement_timeout: limits.statementTimeout,
        lock_timeout: limits.lockTimeout,
        idle_in_transaction_session_timeout: 2 * limits.statementTimeout,
        query_timeout: answerTimeout(limits),
      }),
    },
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
    private readonly check: ReadinessCheck,
  ) {}

  /** Prepares the connections; the first one is opened by the first statement. */
  static async open(url: string, schema: DatabaseSchema, limits: DatabaseLimits): Promise<Database> {
    const orm = await MikroORM.init(ormOptions(url, schema, limits));
    const pool = (await orm.driver.getConnection().getNativeClient()) as pg.Pool;
    const newestMigration = schema.migrations.at(-1)?.name;
    const check = new ReadinessCheck(pool, { newestMigration, answerTimeout: answerTimeout(limits) });
    return new Database(orm, pool, check);
  }

  /**
   * A unit of work of its own, for one request. Inside `em.transactional`, whoever holds it works in that transaction;
   * without `useContext` a fork would go past it, on another connection (tests/seams.test.ts).
   */
  fork(): EntityManager {
    return this.orm.em.fork({ useContext: true }) as EntityManager;
  }

  /**
   * Reads by a prepared statement. That an idle connection was cut shows only when it is used, and others may have been
   * cut with it; to read again does no harm.
   */
  async read<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.change<Row>({ name, text, values });
      } catch (error) {
        if (attempt === mostReads || !isLostConnection(error)) throw error;
        // By then the pool has noticed most of the others.
        await sleep(10);
      }
    }
  }

  /** Changes rows by a prepared statement, which is a transaction of its own. @returns what it says of them. */
  async change<Row extends object>(statement: Statement): Promise<Row[]> {
    const { rows } = await traced('database', statement.name, () =>
      retryingConflicts(() => this.pool.query<Row>(statement)),
    );
    return rows;
  }

  /** Runs a statement on its own, outside any request. @returns how many rows it changed. */
  async write(text: string, values: unknown[]): Promise<number> {
    const { rowCount } = await retryingConflicts(() => this.pool.query(text, values));
    return rowCount ?? 0;
  }

  /** Whether this process should get requests, as far as the database decides it. */
  readiness(): Promise<Readiness> {
    return this.check.check();
  }

  get load(): { connections: number; waiting: number } {
    return { connections: this.pool.totalCount, waiting: this.pool.waitingCount };
  }

  async close(): Promise<void> {
    await this.orm.close(true);
  }
}
