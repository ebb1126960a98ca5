/** How long a refusal is repeated without asking, in milliseconds. */
const memory = 1_000;

interface Refusal {
  /** Both by the clock of `performance.now()`. */
  waitUntil: number;
  forgetAt: number;
}

/**
 * Refusals of the last second. Whoever goes on hammering is refused from here, and reaches neither the queue in front of
 * bcrypt nor the database.
 */
export class RecentRefusals {
  /** Each lives equally long, so the oldest are the first to go. */
  private readonly refusals = new Map<string, Refusal>();

  remember(limit: string, key: string, milliseconds: number): void {
    const now = performance.now();
    for (const [oldest, { forgetAt }] of this.refusals) {
      if (forgetAt > now) break;
      this.refusals.delete(oldest);
    }
    const name = `${limit} ${key}`;
    this.refusals.delete(name);
    this.refusals.set(name, { waitUntil: now + milliseconds, forgetAt: now + memory });
  }

  /** @returns how many milliseconds are left to wait; nothing when there was no refusal lately. */
  find(limit: string, key: string): number | undefined {
    const now = performance.now();
    const found = this.refusals.get(`${limit} ${key}`);
    if (!found || Math.min(found.forgetAt, found.waitUntil) <= now) return undefined;
    return found.waitUntil - now;
  }
}
