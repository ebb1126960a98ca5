/** The current state of a counter. */
export interface Count {
  readonly points: number;
  readonly millisecondsLeft: number;
}

/** Counters by key. A counter expires a fixed time after its first point, then starts over at zero. Each call is atomic. */
export interface CounterStore {
  /** @param seconds how long the counter lives, if this call starts it. */
  add(key: string, points: number, seconds: number): Promise<Count>;
  /** Subtracts one point. */
  giveBack(key: string): Promise<unknown>;
  /** Restarts the counter at this number of points. */
  set(key: string, points: number, seconds: number): Promise<unknown>;
  has(key: string): Promise<boolean>;
  delete(keys: readonly string[]): Promise<unknown>;
}
