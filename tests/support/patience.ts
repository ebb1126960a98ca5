/**
 * How much slower operations may be than on an idle machine, since tests share theirs with other work. Time limits in tests
 * only catch operations that hang; benchmarks measure speed.
 */
const patience = 6;

/** The time limit for an operation that takes at most this many milliseconds on an idle machine. */
export function within(milliseconds: number): number {
  return milliseconds * patience;
}
