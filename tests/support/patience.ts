/**
 * The factor by which operations may be slower than on an idle machine, since tests share a machine with other work. Time
 * limits in tests only catch hanging operations; benchmarks measure speed.
 */
const patience = 6;

/** The time limit for an operation that takes at most this many milliseconds on an idle machine. */
export function within(milliseconds: number): number {
  return milliseconds * patience;
}
