/** How long a rejection is repeated from memory. */
const memoryMs = 1_000;

interface Refusal {
  /** Both times use `performance.now()`. */
  waitUntil: number;
  forgetAt: number;
}

/**
 * Rejections of the last second. The service rejects a client that keeps retrying from memory, without using the queue in
 * front of bcrypt or the database.
 */
export class RecentRefusals {
  /** All entries have the same lifetime, so the oldest entries expire first. */
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

  /** @returns the remaining milliseconds to wait; undefined without a rejection in the last second. */
  find(limit: string, key: string): number | undefined {
    const now = performance.now();
    const found = this.refusals.get(`${limit} ${key}`);
    if (!found || Math.min(found.forgetAt, found.waitUntil) <= now) return undefined;
    return found.waitUntil - now;
  }
}
