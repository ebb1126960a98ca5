import type { Redis } from 'ioredis';
import type { QueryConfig, QueryResult } from 'pg';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  type RateLimiterRes,
} from 'rate-limiter-flexible';
import type { App } from '../feature/context.ts';
import { atMostEvery } from '../platform/logging/at-most-every.ts';
import { PostgresCounter } from './postgres-counter.ts';
import { throttleSettings } from './throttle.settings.ts';

/** Longer than a healthy Redis ever takes; beyond it the process counts on its own. In milliseconds. */
const redisPatience = 500;

/** What was counted while the store was away need not be remembered for long, and must not pile up. In seconds. */
const longestFallback = 3_600;

/** How often a log line tells that the store is away. In milliseconds. */
const warnEvery = 60_000;

export type Counter = RateLimiterAbstract;

/**
 * Where attempts are counted: in PostgreSQL, or in Redis when REDIS_URL is set, so that all replicas count together.
 * While the store is away each process counts in its own memory: limits grow lax, and nobody is kept out by it.
 */
export class Counters {
  private isSwept = false;
  private lastError: unknown;

  private constructor(
    private readonly app: App,
    private readonly redis: Redis | undefined,
  ) {}

  static async open(app: App): Promise<Counters> {
    const { REDIS_URL } = app.config.of(throttleSettings);
    return new Counters(app, REDIS_URL === undefined ? undefined : await connect(REDIS_URL, app));
  }

  /** @param seconds after how many seconds from its first point a key begins anew. */
  make(name: string, points: number, seconds: number): Counter {
    const options = { keyPrefix: name, points, duration: seconds };
    const insuranceLimiter = new Fallback(name, points, seconds, () => this.warn());
    if (this.redis) {
      const keyPrefix = `auth-service:${name}`;
      return new RateLimiterRedis({ ...options, keyPrefix, storeClient: this.redis, insuranceLimiter });
    }
    const clearExpiredByTimeout = !this.isSwept;
    this.isSwept = true;
    return new PostgresCounter({ ...options, insuranceLimiter, clearExpiredByTimeout }, (query) =>
      this.query(query),
    );
  }

  close(): void {
    this.redis?.disconnect();
  }

  private async query(query: QueryConfig): Promise<QueryResult> {
    try {
      return await this.app.database.query(query);
    } catch (error) {
      this.lastError = error;
      throw error;
    }
  }

  private readonly warn = atMostEvery(warnEvery, () => {
    const store = this.redis ? 'Redis' : 'PostgreSQL';
    this.app.log.warn(
      { err: this.lastError },
      `${store} cannot count attempts now; this process counts in its own memory`,
    );
  });
}

/** Stands in for the store, and tells when it does. */
class Fallback extends RateLimiterMemory {
  constructor(
    name: string,
    points: number,
    seconds: number,
    private readonly onUse: () => void,
  ) {
    super({ keyPrefix: name, points, duration: Math.min(seconds, longestFallback) });
  }

  override consume(...parameters: Parameters<RateLimiterMemory['consume']>): Promise<RateLimiterRes> {
    this.onUse();
    return super.consume(...parameters);
  }

  override set(key: string, points: number, seconds: number): Promise<RateLimiterRes> {
    return super.set(key, points, Math.min(seconds, longestFallback));
  }
}

/** Waits for the first connection, or for its failure; later ones are made in the background. */
async function connect(url: string, { log }: App): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: redisPatience,
    // Its timer would outlive a connection that was never made, and hold up the end of the process.
    disconnectTimeout: 100,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(times * 200, 5_000),
  });
  let isAway = false;
  client.on('error', (error) => {
    if (!isAway) log.warn({ err: error }, 'Redis is away');
    isAway = true;
  });
  client.on('ready', () => {
    isAway = false;
  });
  await client.connect().catch(() => undefined);
  return client;
}
