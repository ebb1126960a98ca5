import { readSession, type Session } from './session.ts';
import { type AuthStorage, memoryStorage } from './storage.ts';

/** The stored session. If it cannot be stored, it stays in memory. */
export class SessionStore {
  private writing: Promise<void> = Promise.resolve();

  constructor(private storage: AuthStorage) {}

  /** Waits for pending writes. @returns `unknown` if reading fails. */
  async read(): Promise<Session | 'nothing' | 'unknown'> {
    await this.writing;
    try {
      return readSession(await this.storage.get()) ?? 'nothing';
    } catch {
      return 'unknown';
    }
  }

  /** Writes run one at a time, so that the last one wins. Never throws. */
  write(session: Session | undefined): Promise<void> {
    const text = session && JSON.stringify(session);
    this.writing = this.writing
      .then(() => (text === undefined ? this.storage.remove() : this.storage.set(text)))
      .catch(() => {
        this.storage = memoryStorage();
        return text === undefined ? undefined : this.storage.set(text);
      });
    return this.writing;
  }
}
