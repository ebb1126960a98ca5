import type pg from 'pg';
import { isOutOfConnections } from './database-errors.ts';

export type Readiness = 'ok' | 'database unavailable' | 'migrations pending';

interface Options {
  newestMigration: string | undefined;
  /** In milliseconds. A healthy server answers every statement within this time. */
  answerTimeout: number;
}

/**
 * Whether the database responds and has this service's migrations. A busy pool is not a failure; otherwise all replicas
 * would drop out of the load balancer under load. While other connections get responses, the last result stays valid.
 */
export class ReadinessCheck {
  private lastAnswerAt = Number.NEGATIVE_INFINITY;
  private lastFinding: Readiness = 'ok';

  constructor(
    private readonly pool: pg.Pool,
    private readonly options: Options,
  ) {
    pool.on('connect', (client) => {
      // pg emits this after every server response, including SQL errors, but not after a client-side timeout.
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
      // The migrations table does not exist until the first migration.
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
