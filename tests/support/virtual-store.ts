import type { Count, CounterChange, CounterStore } from '../../src/throttle/counter-store.ts';

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

  async has(key: string): Promise<boolean> {
    return this.find(key) !== undefined;
  }

  async change(changes: readonly CounterChange[]): Promise<void> {
    for (const each of changes) this.changeOne(each);
  }

  private changeOne(change: CounterChange): void {
    const { kind, key } = change;
    if (kind === 'delete') this.counters.delete(key);
    else if (kind === 'set')
      this.counters.set(key, { points: change.points, end: this.now + change.seconds });
    else {
      const counter = this.find(key);
      if (counter) counter.points -= 1;
    }
  }

  private find(key: string) {
    const found = this.counters.get(key);
    return found && found.end > this.now ? found : undefined;
  }
}
