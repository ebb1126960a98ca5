import type { Count, CounterStore } from './counter-store.ts';
import { type Limiter, type Reservation, settled } from './limiter.ts';

const memorySeconds = 90 * 86_400;

const counterOf = (place: string) => `known-address:${place}`;

/**
 * The sites that each identifier has signed up or logged in from, and those where each account has proved its second factor.
 * Failures elsewhere never make these sites wait.
 */
export class KnownPlaces {
  constructor(private readonly store: CounterStore) {}

  /** Never rejects an attempt. Remembers the place if the attempt succeeds. */
  async remember(place: string): Promise<Reservation> {
    const key = counterOf(place);
    return { release: [], succeed: [{ kind: 'set', key, points: 1, seconds: memorySeconds }] };
  }

  /** Counts every attempt, but rejects only those from unknown places. */
  async limitUnlessKnown(
    limiter: Limiter,
    key: string,
    place: string,
    counted?: Count,
  ): Promise<Reservation | number> {
    const result = await limiter.reserve(key, counted);
    return typeof result === 'number' && (await this.store.has(counterOf(place))) ? settled : result;
  }
}
