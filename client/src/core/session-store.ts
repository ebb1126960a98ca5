import { type Kept, readKept } from './session.ts';
import { type AuthStorage, memoryStorage } from './storage.ts';

/** The stored session, or why it ended. If it cannot be stored, it stays in memory. */
export class SessionStore {
  private writing: Promise<void> = Promise.resolve();

  constructor(private storage: AuthStorage) {}

  /** Waits for pending writes. @returns undefined if reading fails. */
  async read(): Promise<Kept | undefined> {
    await this.writing;
    try {
      return readKept(await this.storage.get());
    } catch {
      return undefined;
    }
  }

  /** Writes run one at a time, so that the last one wins. Never throws. */
  write({ session, end }: Kept): Promise<void> {
    const text = JSON.stringify(session ?? { end });
    this.writing = this.writing
      .then(() => this.storage.set(text))
      .catch(() => {
        this.storage = memoryStorage();
        return this.storage.set(text);
      });
    return this.writing;
  }
}
