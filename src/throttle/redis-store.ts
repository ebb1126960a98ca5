import type { FastifyBaseLogger } from 'fastify';
import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Count, CounterStore } from './counter-store.ts';

/** A healthy Redis always responds within this time. Otherwise the process counts in its own memory. */
const commandTimeoutMs = 500;

/** Counters in Redis or Valkey, shared by all replicas and timed by the server's clock. */
export class RedisStore implements CounterStore {
  private readonly limiter: RateLimiterRedis;

  private constructor(private readonly client: Redis) {
    this.limiter = new RateLimiterRedis({
      keyPrefix: 'auth-service',
      storeClient: client,
      points: 1,
      duration: 1,
    });
  }

  /** Waits until the first connection is open or has failed. Reconnects in the background. */
  static async open(url: string, log: FastifyBaseLogger): Promise<RedisStore> {
    const { Redis } = await import('ioredis');
    const client = new Redis(url, {
      lazyConnect: true,
      connectTimeout: 2_000,
      commandTimeout: commandTimeoutMs,
      // With the default, this timer would delay the exit of a process that never connected.
      disconnectTimeout: 100,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 200, 5_000),
    });
    let isAway = false;
    client.on('error', (err) => {
      if (!isAway) log.warn({ err }, 'Redis is unreachable');
      isAway = true;
    });
    client.on('ready', () => {
      isAway = false;
    });
    await client.connect().catch(() => undefined);
    return new RedisStore(client);
  }

  close(): void {
    this.client.disconnect();
  }

  async add(key: string, points: number, seconds: number): Promise<Count> {
    const count = await this.limiter.penalty(key, points, { customDuration: seconds });
    return { points: count.consumedPoints, millisecondsLeft: count.msBeforeNext };
  }

  /** If the counter has expired meanwhile, this recreates it for the library's `duration` of a second. */
  giveBack(key: string): Promise<unknown> {
    return this.limiter.reward(key);
  }

  set(key: string, points: number, seconds: number): Promise<unknown> {
    return this.limiter.set(key, points, seconds);
  }

  async has(key: string): Promise<boolean> {
    return (await this.limiter.get(key)) !== null;
  }

  delete(keys: readonly string[]): Promise<unknown> {
    return Promise.all(keys.map((key) => this.limiter.delete(key)));
  }
}
