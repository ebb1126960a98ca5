import { setTimeout as sleep } from 'node:timers/promises';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { traced } from '../tracing.ts';
import { retryingConflicts } from './conflicts.ts';
import type { DatabaseLimits } from './database.settings.ts';
import { isLostConnection } from './database-errors.ts';
import { answerTimeout, type DatabaseSchema, ormOptions } from './orm-options.ts';
import { explainPooler } from './pooler.ts';
import { type Readiness, ReadinessCheck } from './readiness.ts';
import { adviseOnTimeouts, timeouts } from './timeouts.ts';

export type { EntityManager };

/** How many times a read is attempted if connections are lost. */
const maxReads = 4;

/** A prepared statement. PostgreSQL parses it once per connection and keeps it by name, unless a pooler shares connections. */
export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** Runs a statement in the unit of work. MikroORM's own `em.execute` would interpolate the values into the SQL. */
export async function execute<Row extends object>(
  em: EntityManager,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const { rows } = await em.getKysely().executeQuery(CompiledQuery.raw(text, [...values]));
  return rows as Row[];
}

export class Database {
  private constructor(
    private readonly orm: MikroORM,
    private readonly pool: pg.Pool,
    private readonly check: ReadinessCheck,
    private readonly limits: DatabaseLimits,
  ) {}

  static async open(url: string, schema: DatabaseSchema, limits: DatabaseLimits): Promise<Database> {
    const orm = new MikroORM(ormOptions(url, schema, limits));
    const pool = (await orm.driver.getConnection().getNativeClient()) as pg.Pool;
    const newestMigration = schema.migrations.at(-1)?.name;
    const check = new ReadinessCheck(pool, { newestMigration, answerTimeout: answerTimeout(limits) });
    return new Database(orm, pool, check, limits);
  }

  /** Without `useContext`, a fork would use another connection and bypass an open transaction (tests/seams.test.ts). */
  fork(): EntityManager {
    return this.orm.em.fork({ useContext: true, ...this.session }) as EntityManager;
  }

  /** If a pooler shares the connection, each transaction sets its own timeouts. */
  private get session() {
    return this.limits.pooler === 'transaction' ? { session: { variables: timeouts(this.limits) } } : {};
  }

  /** Retries if the connection is lost. Several connections may break at once, and each goes unnoticed until it is used. */
  async read<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    // A named statement belongs to a server process, and a pooler may switch processes after each transaction.
    const query = this.limits.pooler === 'transaction' ? { text, values } : { name, text, values };
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.traceRows(name, async () => (await this.pool.query<Row>(query)).rows);
      } catch (error) {
        if (attempt === maxReads || !isLostConnection(error)) throw error;
        // Gives the pool time to notice other broken connections.
        await sleep(10);
      }
    }
  }

  /** Runs a prepared statement in its own transaction. @returns its rows. */
  change<Row extends object>(statement: Statement): Promise<Row[]> {
    const { name, text, values } = statement;
    return this.traceRows(name, async () =>
      this.limits.pooler === 'transaction'
        ? ((await this.runWithTimeouts(text, values)).rows as Row[])
        : (await this.pool.query<Row>(statement)).rows,
    );
  }

  /** Runs a statement outside any request. @returns the number of rows changed. */
  write(text: string, values: unknown[]): Promise<number> {
    return retryingConflicts(async () =>
      this.limits.pooler === 'transaction'
        ? Number((await this.runWithTimeouts(text, values)).numAffectedRows ?? 0)
        : ((await this.pool.query(text, values)).rowCount ?? 0),
    );
  }

  private async traceRows<Row>(name: string, run: () => Promise<Row[]>): Promise<Row[]> {
    try {
      return await traced('database', name, () => retryingConflicts(run));
    } catch (error) {
      throw explainPooler(error);
    }
  }

  /** In a transaction, which sets timeouts. Otherwise a statement could change rows after the service has given up on it. */
  private runWithTimeouts(text: string, values: unknown[]) {
    return this.orm.em
      .fork(this.session)
      .transactional((em) => (em as EntityManager).getKysely().executeQuery(CompiledQuery.raw(text, values)));
  }

  /** @returns what to change on the database role, if a pooler leaves the timeouts to the role. */
  async adviceForRole(): Promise<string | undefined> {
    return this.limits.pooler === 'transaction' ? adviseOnTimeouts(this.pool, this.limits) : undefined;
  }

  /** Whether the database is ready for requests. */
  readiness(): Promise<Readiness> {
    return this.check.check();
  }

  get load(): { connections: number; waiting: number } {
    return { connections: this.pool.totalCount, waiting: this.pool.waitingCount };
  }

  async close(): Promise<void> {
    await this.orm.close(true);
    // MikroORM does not close a pool it never used.
    if (!this.pool.ended) await this.pool.end();
  }
}
