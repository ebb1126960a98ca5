/** How long a rejection is repeated without asking the counters. */
const memoryMs = 1_000;

interface Refusal {
  /** Both by the clock of `performance.now()`. */
  waitUntil: number;
  forgetAt: number;
}

/**
 * Rejections of the last second. A client that keeps retrying is rejected from memory, and reaches neither the queue in
 * front of bcrypt nor the database.
 */
export class RecentRefusals {
  /** All live equally long, so the oldest expire first. */
  private readonly refusals = new Map<string, Refusal>();

  remember(limit: string, key: string, milliseconds: number): void {
    const now = performance.now();
    for (const [oldest, { forgetAt }] of this.refusals) {
      if (forgetAt > now) break;
      this.refusals.delete(oldest);
    }
    const name = `${limit} ${key}`;
    this.refusals.delete(name);
    this.refusals.set(name, { waitUntil: now + milliseconds, forgetAt: now + memoryMs });
  }

  /** @returns how many milliseconds are left to wait; undefined where nothing was rejected in the last second. */
  find(limit: string, key: string): number | undefined {
    const now = performance.now();
    const found = this.refusals.get(`${limit} ${key}`);
    if (!found || Math.min(found.forgetAt, found.waitUntil) <= now) return undefined;
    return found.waitUntil - now;
  }
}
