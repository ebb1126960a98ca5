/**
 * How much slower operations may be than on an idle machine, since tests share theirs with other work. Time limits in tests
 * only catch operations that hang; benchmarks measure speed.
 */
const patience = 6;

/** The time limit for an operation that takes at most this many milliseconds on an idle machine. */
export function within(milliseconds: number): number {
  return milliseconds * patience;
}

/** Settings of a service, since requests that race for the same rows or connections need longer on a busy machine. */
export const patientDatabase = {
  DATABASE_ACQUIRE_TIMEOUT: `${within(2_000)}ms`,
  DATABASE_LOCK_TIMEOUT: `${within(2_000)}ms`,
  DATABASE_STATEMENT_TIMEOUT: `${within(5_000)}ms`,
};
