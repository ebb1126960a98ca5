import type { Rate } from '../kernel/setting-values.ts';
import type { Count, CountAsked, CounterChange, CounterStore } from './counter-store.ts';
import { type Limiter, type Reservation, settled } from './limiter.ts';
import { MemoryStore } from './memory-store.ts';

/** Limits attempts per time window. With `failuresOnly`, successful attempts are not counted. */
export class WindowLimiter implements Limiter {
  constructor(
    private readonly name: string,
    private readonly store: CounterStore,
    private readonly rate: Rate,
    private readonly failuresOnly = false,
  ) {}

  ask(key: string): CountAsked {
    const { count, seconds } = this.rate;
    return { key: `${this.name}:${key}`, seconds, most: count };
  }

  async reserve(key: string, counted?: Count): Promise<Reservation | number> {
    const { key: counter, seconds } = this.ask(key);
    const { points, millisecondsLeft } = counted ?? (await this.store.add(counter, 1, seconds));
    const release: CounterChange[] = [{ kind: 'give-back', key: counter }];
    if (points > this.rate.count) {
      // Otherwise a burst of correct passwords would fill the counter.
      if (this.failuresOnly) await this.store.change(release);
      return millisecondsLeft;
    }
    return { release, succeed: this.failuresOnly ? release : [] };
  }
}

/** How many attempts a process counts before it updates the shared store. */
const maxStep = 10;

/** Limits attempts per time window. Counts in memory, and updates the shared store every ten attempts. */
export class CoarseLimiter implements Limiter {
  private readonly own: MemoryStore;
  private readonly step: number;

  constructor(
    private readonly name: string,
    private readonly store: CounterStore,
    private readonly rate: Rate,
  ) {
    this.own = new MemoryStore(rate.seconds);
    this.step = Math.min(maxStep, rate.count);
  }

  async reserve(key: string): Promise<Reservation | number> {
    const { count, seconds } = this.rate;
    const counter = `${this.name}:${key}`;
    const own = await this.own.add(counter, 1, seconds);
    if (own.points > count) return own.millisecondsLeft;
    if (own.points % this.step !== 0) return settled;
    const shared = await this.store.add(counter, this.step, seconds);
    if (shared.points <= count) return settled;
    const left = shared.millisecondsLeft / 1000;
    await this.own.change([{ kind: 'set', key: counter, points: count + 1, seconds: left }]);
    return shared.millisecondsLeft;
  }
}
