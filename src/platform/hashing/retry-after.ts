const soonestMilliseconds = 2_000;
const latestMilliseconds = 30_000;
/** More than one process hashes in a second, and little work to refuse. */
const perSecond = 100;

/**
 * Tells those whom it refuses when to come back, one after the other: told the same time, a crowd would come back as one,
 * and to refuse it again and again would leave no time for anybody.
 */
export class ComeBack {
  private latest = 0;

  /** @returns in how many seconds the next one may come back. */
  seconds(now = performance.now()): number {
    const next = Math.max(now + soonestMilliseconds, this.latest + 1_000 / perSecond);
    // Who would have to wait for too long shares the seconds of those before.
    this.latest = next > now + latestMilliseconds ? now + soonestMilliseconds : next;
    return Math.floor((this.latest - now) / 1_000);
  }
}
