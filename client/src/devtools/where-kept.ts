import type { Service } from '../core/service.ts';
import type { Session } from '../core/session.ts';

/** Where the refresh token is, found by looking: storages of the app's own look like memory. */
export function whereKept({ usesCookie }: Service, { refreshToken }: Session): string {
  if (refreshToken === null)
    return usesCookie
      ? 'in a cookie that no script can read'
      : 'in a cookie that this client does not send. Set the option "cookie"';
  if (usesCookie)
    return 'only in memory, since the service keeps none in cookies (REFRESH_TOKEN_COOKIE). A reload logs out';
  for (const name of ['localStorage', 'sessionStorage'] as const) {
    const key = keyOf(name, refreshToken);
    if (key !== undefined) return `in ${name}, as "${key}"`;
  }
  return 'in memory, or in a storage of the app';
}

function keyOf(name: 'localStorage' | 'sessionStorage', refreshToken: string): string | undefined {
  try {
    const found = Object.entries<string>(globalThis[name]).find(([, text]) => text.includes(refreshToken));
    return found?.[0];
  } catch {
    return undefined;
  }
}
