import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Count, CounterChange, CounterStore } from './counter-store.ts';

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

  async has(key: string): Promise<boolean> {
    return (await this.limiter.get(key)) !== null;
  }

  change(changes: readonly CounterChange[]): Promise<unknown> {
    return Promise.all(changes.map((each) => this.changeOne(each)));
  }

  /** If a counter has expired in the meantime, `reward` recreates it for one second, the library's `duration`. */
  private changeOne(change: CounterChange): Promise<unknown> {
    if (change.kind === 'delete') return this.limiter.delete(change.key);
    if (change.kind === 'give-back') return this.limiter.reward(change.key);
    return this.limiter.set(change.key, change.points, Math.min(change.seconds, this.maxSeconds));
  }
}
