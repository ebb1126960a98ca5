import type { Service } from './service.ts';
import type { AuthStorage } from './storage.ts';

/**
 * The scope of a logout that the server has not confirmed. In cookie mode the cookie survives such a logout, so no page
 * resumes the session until the logout is confirmed.
 */
export class PendingLogout {
  constructor(private readonly storage: AuthStorage) {}

  /** @param text the scope of a logout that is starting. Otherwise why the session ended, or undefined after a login. */
  async note(text?: string): Promise<void> {
    try {
      await (text ? this.storage.set(text) : this.storage.remove());
    } catch {}
  }

  /** @returns the last note, if the storage can be read. */
  async read(): Promise<string | null | undefined> {
    try {
      return await this.storage.get();
    } catch {
      return undefined;
    }
  }

  /** @returns whether a logout was pending. @throws `fetch`'s error, in which case the session must not be resumed. */
  async finish(service: Service): Promise<boolean> {
    const scope = await this.read();
    if (scope !== 'CURRENT' && scope !== 'ALL') return false;
    await service.call('logout', { scope });
    await this.note();
    return true;
  }
}
