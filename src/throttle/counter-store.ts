/** The current state of a counter. */
export interface Count {
  readonly points: number;
  readonly millisecondsLeft: number;
}

/** What an attempt's outcome does to a counter: subtracts a point, restarts the counter at some points, or deletes it. */
export type CounterChange =
  | { readonly kind: 'give-back'; readonly key: string }
  | { readonly kind: 'delete'; readonly key: string }
  | { readonly kind: 'set'; readonly key: string; readonly points: number; readonly seconds: number };

/** Counters by key. A counter expires a fixed time after its first point, then starts over at zero. Each call is atomic. */
export interface CounterStore {
  /** @param seconds how long the counter lives, if this call starts it. */
  add(key: string, points: number, seconds: number): Promise<Count>;
  has(key: string): Promise<boolean>;
  /** Each key occurs once. A store with transactions makes all changes or none. */
  change(changes: readonly CounterChange[]): Promise<unknown>;
}
