import type { FastifyBaseLogger } from 'fastify';
import type { Count, CounterStore } from './counter-store.ts';
import { RedisConnection } from './redis-connection.ts';

/** Counters in Redis or Valkey, shared by all replicas and timed by the server's clock. */
export class RedisStore implements CounterStore {
  private constructor(private readonly connection: RedisConnection) {}

  static async open(url: string, log: FastifyBaseLogger): Promise<RedisStore> {
    return new RedisStore(await RedisConnection.open(url, log));
  }

  close(): void {
    this.connection.close();
  }

  async add(key: string, points: number, seconds: number): Promise<Count> {
    const count = await this.connection.use((limiter) =>
      limiter.penalty(key, points, { customDuration: seconds }),
    );
    return { points: count.consumedPoints, millisecondsLeft: count.msBeforeNext };
  }

  /** If the counter has expired in the meantime, this recreates it for one second, the library's `duration`. */
  giveBack(key: string): Promise<unknown> {
    return this.connection.use((limiter) => limiter.reward(key));
  }

  set(key: string, points: number, seconds: number): Promise<unknown> {
    return this.connection.use((limiter) => limiter.set(key, points, seconds));
  }

  async has(key: string): Promise<boolean> {
    return (await this.connection.use((limiter) => limiter.get(key))) !== null;
  }

  delete(keys: readonly string[]): Promise<unknown> {
    return Promise.all(keys.map((key) => this.connection.use((limiter) => limiter.delete(key))));
  }
}
