import { type Kept, readKept } from './session.ts';
import { type AuthStorage, memoryStorage } from './storage.ts';

/** The stored session, or why it ended. */
export interface SessionStore {
  /** Waits for pending writes. @returns undefined if reading fails. */
  read(): Promise<Kept | undefined>;
  /** Writes run one at a time, so that the last one wins. Never throws. */
  write(kept: Kept): Promise<void>;
}

/** If the session cannot be stored, it stays in memory. */
export function makeSessionStore(storage: AuthStorage): SessionStore {
  let present = storage;
  let writing: Promise<void> = Promise.resolve();
  return {
    async read() {
      await writing;
      try {
        return readKept(await present.get());
      } catch {
        return undefined;
      }
    },
    write({ session, end }) {
      const text = JSON.stringify(session ?? { end });
      writing = writing
        .then(() => present.set(text))
        .catch(() => {
          present = memoryStorage();
          return present.set(text);
        });
      return writing;
    },
  };
}
