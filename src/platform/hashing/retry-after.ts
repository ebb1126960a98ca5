const minDelayMs = 2_000;
const maxDelayMs = 30_000;
/** How many clients may retry per second: more than a process can hash, but cheap to reject. */
const perSecond = 100;

/** Spreads out the retries of rejected clients, so that they do not come back as a thundering herd. */
export class RetryAfter {
  private latest = 0;

  /** @returns how many seconds the next rejected client should wait. */
  seconds(now = performance.now()): number {
    const next = Math.max(now + minDelayMs, this.latest + 1_000 / perSecond);
    // Beyond the maximum delay, clients share slots with earlier ones.
    this.latest = next > now + maxDelayMs ? now + minDelayMs : next;
    // Rounded first, since the difference of two fractions may fall just short of a whole second.
    return Math.floor(Math.round(this.latest - now) / 1_000);
  }
}
