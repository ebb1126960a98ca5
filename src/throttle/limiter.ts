/** Decides on attempts by one rule. */
export interface Limiter {
  /** Counts one attempt. @returns how many milliseconds to wait, where it is one too many. */
  reserve(key: string): Promise<Reservation | number>;
}

/** The place of an attempt in a counter, until its outcome is known. After a failure it stays counted. */
export interface Reservation {
  /** As if the attempt had not been made. */
  release(): Promise<unknown>;
  /** The attempt has succeeded. */
  succeed(): Promise<unknown>;
}

export const noop = async () => undefined;

/** For an attempt that was not counted, or that stays counted whatever its outcome. */
export const settled: Reservation = { release: noop, succeed: noop };
