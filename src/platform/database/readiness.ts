import type pg from 'pg';
import { isOutOfConnections } from './database-errors.ts';

export type Readiness = 'ok' | 'database unavailable' | 'migrations pending';

interface Options {
  newestMigration: string | undefined;
  /** A server that works answers every statement within this time, in milliseconds. */
  answerTimeout: number;
}

/**
 * Whether the database answers now, and has the migrations that this service needs. A pool that is merely busy is no
 * reason to leave the load balancer: under load all replicas would leave it together. While other connections get
 * answers, what the server said last still holds.
 */
export class ReadinessCheck {
  private lastAnswerAt = Number.NEGATIVE_INFINITY;
  private lastFinding: Readiness = 'ok';

  constructor(
    private readonly pool: pg.Pool,
    private readonly options: Options,
  ) {
    pool.on('connect', (client) => {
      // pg emits it when the server is ready for the next statement: after an SQL error too, but not after a timeout of
      // the client.
      client.on('drain', () => {
        this.lastAnswerAt = performance.now();
      });
    });
  }

  async check(): Promise<Readiness> {
    if (this.isFull && this.isAnswering) return this.lastFinding;
    try {
      const text = 'select 1 from mikro_orm_migrations where name = $1';
      const { rowCount } = await this.pool.query(text, [this.options.newestMigration]);
      this.lastFinding = rowCount ? 'ok' : 'migrations pending';
    } catch (error) {
      // Without its table, not even the first one was applied.
      if ((error as { code?: unknown }).code === '42P01') this.lastFinding = 'migrations pending';
      else if (!isOutOfConnections(error) || !this.isAnswering) return 'database unavailable';
    }
    return this.lastFinding;
  }

  private get isFull(): boolean {
    const { idleCount, totalCount, options } = this.pool;
    return idleCount === 0 && totalCount >= options.max;
  }

  private get isAnswering(): boolean {
    return this.pool.totalCount > 0 && performance.now() - this.lastAnswerAt < this.options.answerTimeout;
  }
}
