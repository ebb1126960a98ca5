import type { App } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import { noteUses } from './session-statements.ts';

const delayMs = 1_000;
const batchSize = 1_000;

/** If more sessions are waiting, the service records a use at a later request. */
const maxWaiting = 10_000;

/** The pause after a failure, so that not every request queries a standby or a failing database. */
const pauseMs = 30_000;

/**
 * Writes when and from which IP address sessions were last used. Writes in the background, so no request waits. The look-up
 * of the caller returns which sessions need the write, so most requests cost nothing here.
 */
class LastUses {
  private waiting = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private pausedUntil = 0;
  private hasEnded = false;

  constructor(private readonly app: App) {}

  note(sessionId: string, ipAddress: string): void {
    if (this.hasEnded || this.waiting.size >= maxWaiting || performance.now() < this.pausedUntil) return;
    this.waiting.set(sessionId, ipAddress);
    this.timer ??= setTimeout(() => {
      this.writing = this.writing.then(() => this.write());
    }, delayMs).unref();
  }

  /** Writes the waiting uses. */
  async end(): Promise<void> {
    this.hasEnded = true;
    clearTimeout(this.timer);
    await this.writing;
    await this.write();
  }

  private async write(): Promise<void> {
    const uses = [...this.waiting];
    this.waiting.clear();
    this.timer = undefined;
    try {
      for (let start = 0; start < uses.length; start += batchSize) {
        const batch = uses.slice(start, start + batchSize);
        const columns = [batch.map(([sessionId]) => sessionId), batch.map(([, ipAddress]) => ipAddress)];
        await this.app.database.write(noteUses, columns);
      }
    } catch (err) {
      this.pausedUntil = performance.now() + pauseMs;
      this.app.log.warn({ err }, 'could not note when sessions were last used; trying again later');
    }
  }
}

const lastUses = oncePer((app: App) => new LastUses(app));

export function noteUse(app: App, sessionId: string, ipAddress: string): void {
  lastUses(app).note(sessionId, ipAddress);
}

export function endNotingUses(app: App): Promise<void> {
  return lastUses(app).end();
}
