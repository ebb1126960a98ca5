import type { Count, CounterStore } from '../../src/throttle/counter-store.ts';

/** Counters whose clock, in seconds, is set by the test. */
export class VirtualStore implements CounterStore {
  now = 0;
  private readonly counters = new Map<string, { points: number; end: number }>();

  async add(key: string, points: number, seconds: number): Promise<Count> {
    const counter = this.find(key) ?? { points: 0, end: this.now + seconds };
    counter.points += points;
    this.counters.set(key, counter);
    return { points: counter.points, millisecondsLeft: (counter.end - this.now) * 1000 };
  }

  async giveBack(key: string): Promise<void> {
    const counter = this.find(key);
    if (counter) counter.points -= 1;
  }

  async set(key: string, points: number, seconds: number): Promise<void> {
    this.counters.set(key, { points, end: this.now + seconds });
  }

  async has(key: string): Promise<boolean> {
    return this.find(key) !== undefined;
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.counters.delete(key);
  }

  private find(key: string) {
    const found = this.counters.get(key);
    return found && found.end > this.now ? found : undefined;
  }
}
