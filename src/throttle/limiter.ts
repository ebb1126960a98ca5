/** Accepts or rejects attempts by one rule. */
export interface Limiter {
  /** Counts one attempt. @returns the milliseconds to wait if the attempt exceeds the limit. */
  reserve(key: string): Promise<Reservation | number>;
}

/** The count of an attempt with an unknown outcome. A failed attempt stays counted. */
export interface Reservation {
  /** Uncounts the attempt. */
  release(): Promise<unknown>;
  /** Settles a successful attempt. */
  succeed(): Promise<unknown>;
}

export const noop = async () => undefined;

/** For an attempt that was not counted, or that stays counted regardless of its outcome. */
export const settled: Reservation = { release: noop, succeed: noop };
