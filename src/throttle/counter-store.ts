/** The state of a counter. */
export interface Count {
  readonly points: number;
  readonly millisecondsLeft: number;
}

/**
 * Counters by key. A counter expires a fixed time after its first point, and then starts again at zero. Each call is
 * atomic.
 */
export interface CounterStore {
  /** @param seconds the lifetime of the counter, if these are its first points. */
  add(key: string, points: number, seconds: number): Promise<Count>;
  /** Subtracts one point. */
  giveBack(key: string): Promise<unknown>;
  /** Restarts the counter with this number of points. */
  set(key: string, points: number, seconds: number): Promise<unknown>;
  has(key: string): Promise<boolean>;
  delete(keys: readonly string[]): Promise<unknown>;
}
