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

/** A point for a counter, and when to refuse it. */
export interface CountAsked {
  readonly key: string;
  /** How long the counter lives, if this point starts it. */
  readonly seconds: number;
  /** Refused beyond this many points. */
  readonly most?: number;
  /** Refused from this many points on, while the counter `key` lives. */
  readonly wait?: { readonly from: number; readonly key: string };
}

/** Which point of several was refused. */
export interface CountRefused {
  readonly position: number;
  readonly millisecondsLeft: number;
}

/** Counters by key. A counter expires a fixed time after its first point, then starts over at zero. Each call is atomic. */
export interface CounterStore {
  /** @param seconds how long the counter lives, if this call starts it. */
  add(key: string, points: number, seconds: number): Promise<Count>;
  /**
   * Adds all points or none. Concurrent calls that start the same counter may exceed `most`, so compare the counts, too.
   * @returns undefined if the points must be added one by one.
   */
  addAll?(asked: readonly CountAsked[]): Promise<Count[] | CountRefused | undefined>;
  has(key: string): Promise<boolean>;
  /** Each key occurs once. A store with transactions makes all changes or none. */
  change(changes: readonly CounterChange[]): Promise<unknown>;
}
