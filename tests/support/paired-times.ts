const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The number of requests of each kind in a round. */
export const turns = 200;

/** A busy machine needs more turns for steady medians. */
const maxRounds = 3;

/** No further round starts after this time, so that a test on a busy machine ends before jest's time limit. */
const maxMilliseconds = 60_000;

/**
 * Compares the CPU time of several kinds of requests. Wall-clock time would include the work of other processes. Compares
 * only requests of the same turn: a machine that is slower for some seconds then affects every kind alike.
 */
export class PairedTimes {
  private readonly times: number[][] = [];

  /** @param requests one of each kind, always in the same order. */
  async measureTurn(requests: readonly (() => Promise<void>)[]): Promise<void> {
    const times: number[] = [];
    for (let place = 0; place < requests.length; place += 1) {
      // Each kind is first, second and last equally often: a later one may find warmer caches.
      const kind = (place + this.times.length) % requests.length;
      const started = process.cpuUsage();
      await requests[kind]?.();
      const { user, system } = process.cpuUsage(started);
      times[kind] = user + system;
    }
    this.times.push(times);
  }

  /** How many times longer the longest kind takes than the shortest one: the largest median of the ratios of two kinds. */
  spread(): number {
    const kinds = Object.keys(this.times[0] ?? []).map(Number);
    const ratios = kinds.flatMap((a) =>
      kinds
        .filter((b) => b !== a)
        .map((b) => median(this.times.map((turn) => (turn[a] ?? 0) / (turn[b] ?? 1)))),
    );
    return Math.max(...ratios);
  }
}

/** Measures rounds until the spread is below the tolerance. @returns the spread over all rounds. */
export async function settledSpread(
  tolerance: number,
  measureRound: (round: number) => Promise<readonly PairedTimes[]>,
): Promise<number> {
  let spread = Number.POSITIVE_INFINITY;
  const deadline = performance.now() + maxMilliseconds;
  const mayGoOn = (round: number) => round < maxRounds && performance.now() < deadline;
  for (let round = 0; spread >= tolerance && mayGoOn(round); round += 1) {
    spread = Math.max(...(await measureRound(round)).map((times) => times.spread()));
  }
  return spread;
}
