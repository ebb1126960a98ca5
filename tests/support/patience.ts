/**
 * How many times longer than on an idle machine anything may take here, since tests share a machine with other work. A
 * bound on time is there to catch what hangs; only a benchmark measures speed.
 */
const patience = 6;

/** The most milliseconds to allow for what takes at most this many on an idle machine. */
export function within(milliseconds: number): number {
  return milliseconds * patience;
}
