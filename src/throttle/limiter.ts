import type { Count, CountAsked, CounterChange } from './counter-store.ts';

/** Accepts or rejects attempts according to one rule. */
export interface Limiter {
  /** The first point of an attempt, for a store that counts several limits at once. */
  ask?(key: string): CountAsked;
  /**
   * Counts an attempt.
   * @param counted the store's count, if `addAll` has already counted this point.
   * @returns the milliseconds to wait if it exceeds the limit.
   */
  reserve(key: string, counted?: Count): Promise<Reservation | number>;
}

/** An attempt that was counted before its outcome is known. If it fails, it stays counted. */
export interface Reservation {
  /** Uncounts the attempt. */
  readonly release: readonly CounterChange[];
  /** Records that the attempt succeeded. */
  readonly succeed: readonly CounterChange[];
}

/** For an attempt that was not counted, or that stays counted whatever its outcome. */
export const settled: Reservation = { release: [], succeed: [] };
