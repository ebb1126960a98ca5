const minDelayMs = 2_000;
const maxDelayMs = 30_000;
/** How many clients may retry per second: more than a process can hash, but cheap to reject. */
const perSecond = 100;

/** Spreads the retries of rejected clients over time, so that they do not return as a thundering herd. */
export class RetryAfter {
  private latest = 0;

  /** @returns the delay for the next rejected client, in seconds. */
  seconds(now = performance.now()): number {
    const next = Math.max(now + minDelayMs, this.latest + 1_000 / perSecond);
    // Beyond the maximum delay, clients share the slots of earlier clients.
    this.latest = next > now + maxDelayMs ? now + minDelayMs : next;
    // Rounded first, since the difference of two fractions may fall just short of a whole second.
    return Math.floor(Math.round(this.latest - now) / 1_000);
  }
}
