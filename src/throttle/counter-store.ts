/** Where a counter stands. */
export interface Count {
  readonly points: number;
  readonly millisecondsLeft: number;
}

/**
 * Counters by key. A counter ends a fixed time after its first point, and then starts again from zero. Each call is one
 * atomic step.
 */
export interface CounterStore {
  /** @param seconds when the counter ends, if these points are its first. */
  add(key: string, points: number, seconds: number): Promise<Count>;
  /** Takes one point back. */
  giveBack(key: string): Promise<unknown>;
  /** Starts the counter again, with so many points. */
  set(key: string, points: number, seconds: number): Promise<unknown>;
  has(key: string): Promise<boolean>;
  delete(keys: readonly string[]): Promise<unknown>;
}
