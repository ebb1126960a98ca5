/** The number of requests of each kind in a round. */
export const turns = 100;

/** During the first turns, V8 still compiles the code. */
const warmUpTurns = 30;

/** A busy machine needs more turns. */
const maxRounds = 6;

/** No further round starts after this time, so that a test on a busy machine ends before jest's time limit. */
const maxMilliseconds = 60_000;

/**
 * Work of other processes only adds to a request's CPU time, since it takes turns with the caches and the core. So the
 * fast requests of each kind compare what the kinds themselves cost; on a busy machine, medians differ by chance.
 */
const fastShare = 0.2;

/** Compares the CPU time of several kinds of requests. Wall-clock time would include the work of other processes. */
export class InterleavedTimes {
  private readonly times: number[][] = [];
  private turn = 0;

  /** @param requests one of each kind, always in the same order. */
  async measureTurn(requests: readonly (() => Promise<void>)[]): Promise<void> {
    // Each kind comes first, second and last equally often, and after each other kind: a request may pay for the one before.
    const rotated = requests.map((_, place) => (place + this.turn) % requests.length);
    for (const kind of this.turn % 2 === 0 ? rotated : rotated.toReversed()) {
      const started = process.cpuUsage();
      await requests[kind]?.();
      const { user, system } = process.cpuUsage(started);
      this.times[kind] ??= [];
      if (this.turn >= warmUpTurns) this.times[kind].push(user + system);
    }
    this.turn += 1;
  }

  /** How many times longer the slowest kind takes than the fastest one. */
  spread(): number {
    const fast = this.times.map((times) => {
      const sorted = times.toSorted((a, b) => a - b);
      return sorted[Math.floor(sorted.length * fastShare)] ?? 0;
    });
    return Math.max(...fast) / Math.min(...fast);
  }
}

/** Measures rounds until the spread is below the tolerance. @returns the spread over all rounds. */
export async function settledSpread(
  tolerance: number,
  measureRound: (round: number) => Promise<readonly InterleavedTimes[]>,
): Promise<number> {
  let spread = Number.POSITIVE_INFINITY;
  const deadline = performance.now() + maxMilliseconds;
  const mayGoOn = (round: number) => round < maxRounds && performance.now() < deadline;
  for (let round = 0; spread >= tolerance && mayGoOn(round); round += 1) {
    spread = Math.max(...(await measureRound(round)).map((times) => times.spread()));
    if (process.env.SPREADS) process.stderr.write(`spread ${spread}\n`);
  }
  return spread;
}
