import type { FastifyBaseLogger } from 'fastify';
import type { Count, CounterChange, CounterStore } from './counter-store.ts';
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

  async has(key: string): Promise<boolean> {
    return (await this.connection.use((limiter) => limiter.get(key))) !== null;
  }

  change(changes: readonly CounterChange[]): Promise<unknown> {
    return Promise.all(changes.map((each) => this.changeOne(each)));
  }

  /** If a counter has expired in the meantime, `reward` recreates it for one second, the library's `duration`. */
  private changeOne(change: CounterChange): Promise<unknown> {
    return this.connection.use<unknown>(async (limiter) => {
      if (change.kind === 'delete') return limiter.delete(change.key);
      if (change.kind === 'give-back') return limiter.reward(change.key);
      return limiter.set(change.key, change.points, change.seconds);
    });
  }
}
