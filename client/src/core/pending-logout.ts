import type { Service } from './service.ts';
import type { AuthStorage } from './storage.ts';

/**
 * The scope of a logout that the server has not confirmed. In cookie mode the cookie survives such a logout, so no page
 * resumes the session until the logout is confirmed.
 */
export interface PendingLogout {
  /** @param text the scope of a logout that is starting. Otherwise why the session ended, or undefined after a login. */
  note(text?: string): Promise<void>;
  /** @returns the last note, if the storage can be read. */
  read(): Promise<string | null | undefined>;
  /** @returns whether a logout was pending. @throws `fetch`'s error, in which case the session must not be resumed. */
  finish(service: Service): Promise<boolean>;
}

export function makePendingLogout(storage: AuthStorage): PendingLogout {
  const note = async (text?: string) => {
    try {
      await (text ? storage.set(text) : storage.remove());
    } catch {}
  };
  const read = async () => {
    try {
      return await storage.get();
    } catch {
      return undefined;
    }
  };
  return {
    note,
    read,
    async finish(service) {
      const scope = await read();
      if (scope !== 'CURRENT' && scope !== 'ALL') return false;
      await service.logout(scope);
      await note();
      return true;
    },
  };
}
