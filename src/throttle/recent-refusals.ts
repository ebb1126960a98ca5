/** How long a rejection is remembered. */
const memoryMs = 1_000;

interface Refusal {
  /** Both times use `performance.now()`. */
  waitUntil: number;
  forgetAt: number;
}

/**
 * Rejections from the last second. A client that keeps retrying is rejected from memory, without touching the bcrypt queue
 * or the database.
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

  /** @returns the milliseconds left to wait; undefined if there was no rejection in the last second. */
  find(limit: string, key: string): number | undefined {
    const now = performance.now();
    const found = this.refusals.get(`${limit} ${key}`);
    if (!found || Math.min(found.forgetAt, found.waitUntil) <= now) return undefined;
    return found.waitUntil - now;
  }
}
