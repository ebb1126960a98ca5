import type { CounterStore } from './counter-store.ts';
import { type Limiter, noop, type Reservation, settled } from './limiter.ts';

const memorySeconds = 90 * 86_400;

const counterOf = (place: string) => `known-address:${place}`;

/** The sites from which each identifier has signed up or logged in: failures from elsewhere make no client wait there. */
export class KnownPlaces {
  constructor(private readonly store: CounterStore) {}

  /** Rejects no attempt. After a success the place is known. */
  async remember(place: string): Promise<Reservation> {
    return { release: noop, succeed: () => this.store.set(counterOf(place), 1, memorySeconds) };
  }

  /** Counts all attempts, and rejects those from places that are not known. */
  async limitUnlessKnown(limiter: Limiter, key: string, place: string): Promise<Reservation | number> {
    const result = await limiter.reserve(key);
    return typeof result === 'number' && (await this.store.has(counterOf(place))) ? settled : result;
  }
}
