import { readSession, type Session } from './session.ts';
import { type AuthStorage, memoryStorage } from './storage.ts';

/** The session as storage has it. What cannot be stored is kept in memory. */
export class SessionStore {
  private writing: Promise<void> = Promise.resolve();

  constructor(private storage: AuthStorage) {}

  /** After what is being written. `unknown`: it cannot be read. */
  async read(): Promise<Session | 'nothing' | 'unknown'> {
    await this.writing;
    try {
      return readSession(await this.storage.get()) ?? 'nothing';
    } catch {
      return 'unknown';
    }
  }

  /** One after the other, so that the last one counts. @returns when it is done; never throws. */
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
