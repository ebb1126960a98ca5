import type { FastifyBaseLogger } from 'fastify';
import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Count, CounterStore } from './counter-store.ts';

/** Longer than a healthy Redis ever takes; beyond it the process counts on its own. */
const commandTimeoutMs = 500;

/** Counters in Redis or Valkey, by its clock, shared by all replicas. */
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

  /** Waits for the first connection, or for its failure; later ones are made in the background. */
  static async open(url: string, log: FastifyBaseLogger): Promise<RedisStore> {
    const { Redis } = await import('ioredis');
    const client = new Redis(url, {
      lazyConnect: true,
      connectTimeout: 2_000,
      commandTimeout: commandTimeoutMs,
      // Its timer would outlive a connection that was never made, and hold up the end of the process.
      disconnectTimeout: 100,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 200, 5_000),
    });
    let isAway = false;
    client.on('error', (err) => {
      if (!isAway) log.warn({ err }, 'Redis is away');
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

  /** A counter that has ended meanwhile comes back for the library's `duration`, a second. */
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
