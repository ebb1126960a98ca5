import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Count, CounterStore } from './counter-store.ts';

/** Counters in this process's memory. */
export class MemoryStore implements CounterStore {
  private readonly limiter = new RateLimiterMemory({ keyPrefix: '', points: 1, duration: 1 });

  /** @param maxSeconds caps the lifetime of counters, so that they do not pile up. */
  constructor(private readonly maxSeconds: number) {}

  async add(key: string, points: number, seconds: number): Promise<Count> {
    const customDuration = Math.min(seconds, this.maxSeconds);
    const { consumedPoints, msBeforeNext } = await this.limiter.penalty(key, points, { customDuration });
    // The process's clock may have been set back.
    return { points: consumedPoints, millisecondsLeft: Math.min(msBeforeNext, seconds * 1000) };
  }

  /** If the counter has expired in the meantime, this recreates it for one second, the library's `duration`. */
  giveBack(key: string): Promise<unknown> {
    return this.limiter.reward(key);
  }

  set(key: string, points: number, seconds: number): Promise<unknown> {
    return this.limiter.set(key, points, Math.min(seconds, this.maxSeconds));
  }

  async has(key: string): Promise<boolean> {
    return (await this.limiter.get(key)) !== null;
  }

  delete(keys: readonly string[]): Promise<unknown> {
    return Promise.all(keys.map((key) => this.limiter.delete(key)));
  }
}
