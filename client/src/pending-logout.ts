import type { Service } from './service.ts';
import type { AuthStorage } from './storage.ts';

/**
 * The scope of a logout that the server has not confirmed. In cookie mode the cookie survives such a logout, so no page
 * resumes the session until the logout is confirmed.
 */
export class PendingLogout {
  constructor(private readonly storage: AuthStorage) {}

  /** @param scope of a logout that is starting; undefined once the server has confirmed it. */
  async note(scope?: string): Promise<void> {
    try {
      await (scope ? this.storage.set(scope) : this.storage.remove());
    } catch {}
  }

  /** @returns whether a logout was pending. @throws `fetch`'s error, in which case the session must not be resumed. */
  async finish(service: Service): Promise<boolean> {
    let scope: string | null | undefined;
    try {
      scope = await this.storage.get();
    } catch {}
    if (scope !== 'CURRENT' && scope !== 'ALL') return false;
    await service.call('logout', { scope });
    await this.note();
    return true;
  }
}
