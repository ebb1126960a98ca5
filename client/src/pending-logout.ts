import type { Service } from './service.ts';
import type { AuthStorage } from './storage.ts';

/**
 * The scope of a logout that the server has not confirmed. In cookie mode the cookie survives such a logout, so no page
 * resumes the session until the server has confirmed the logout.
 */
export class PendingLogout {
  constructor(private readonly storage: AuthStorage) {}

  /** @param scope of the logout that begins; undefined once the server has confirmed it. */
  async note(scope?: string): Promise<void> {
    try {
      await (scope ? this.storage.set(scope) : this.storage.remove());
    } catch {}
  }

  /** @returns whether a logout was pending. @throws the error of `fetch`; the caller must then not resume the session. */
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
