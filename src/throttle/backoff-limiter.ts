import type { BackoffPolicy } from '../feature/limit-rules.ts';
import type { Count, CountAsked, CounterChange, CounterStore } from './counter-store.ts';
import type { Limiter, Reservation } from './limiter.ts';

/**
 * Exponential back-off after consecutive failures. After each wait the limiter allows the next attempt from any client, so no
 * account is ever locked. The count resets after a success, or after the policy's `memory`.
 */
export class BackoffLimiter implements Limiter {
  constructor(
    private readonly name: string,
    private readonly store: CounterStore,
    private readonly policy: BackoffPolicy,
  ) {}

  ask(key: string): CountAsked {
    const { tries, memory } = this.policy;
    const [free, turn] = this.keysOf(key);
    return { key: free, seconds: memory, wait: { from: tries, key: turn } };
  }

  async reserve(key: string, counted?: Count): Promise<Reservation | number> {
    const { tries, firstWait, memory } = this.policy;
    const [free, turn, turns] = this.keysOf(key);
    // The last free attempt starts the first wait, even if many attempts arrive at once.
    if ((counted ?? (await this.store.add(free, 1, memory))).points < tries) {
      return { release: [{ kind: 'give-back', key: free }], succeed: this.forget(key) };
    }
    const { points, millisecondsLeft } = await this.store.add(turn, 1, firstWait);
    if (points > 1) return millisecondsLeft;
    const taken = (await this.store.add(turns, 1, memory)).points;
    const seconds = waitAfter(this.policy, taken);
    if (taken > 1) await this.store.change([{ kind: 'set', key: turn, points: 1, seconds }]);
    return {
      release: [
        { kind: 'delete', key: turn },
        { kind: 'give-back', key: turns },
      ],
      succeed: this.forget(key),
    };
  }

  private forget(key: string): CounterChange[] {
    return this.keysOf(key).map((each) => ({ kind: 'delete', key: each }));
  }

  /** Counter keys for the free attempts, the current wait, and the waits so far. */
  private keysOf(key: string): [free: string, turn: string, turns: string] {
    return [`${this.name}:${key}`, `${this.name}-turn:${key}`, `${this.name}-turns:${key}`];
  }
}

function waitAfter({ firstWait, maxWait }: BackoffPolicy, turns: number): number {
  return Math.min(firstWait * 2 ** (turns - 1), maxWait);
}
