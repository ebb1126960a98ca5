/** Keeps a session across page loads. Each function may be synchronous or return a promise, as in React Native. */
export interface AuthStorage {
  get(): string | null | undefined | Promise<string | null | undefined>;
  set(text: string): void | Promise<void>;
  remove(): void | Promise<void>;
}

/** The default. Keeps the session only in memory, so a reload requires a new login. */
export function memoryStorage(): AuthStorage {
  let kept: string | undefined;
  return {
    get: () => kept,
    set: (text) => {
      kept = text;
    },
    remove: () => {
      kept = undefined;
    },
  };
}

/**
 * Wraps `sessionStorage` or `localStorage`, which every script on the page can read.
 *
 * @param choose called on first use, so that importing works without a window.
 * @param key must differ between services used from the same origin.
 */
export function webStorage(choose: () => Storage, key = 'auth-session'): AuthStorage {
  return {
    get: () => choose().getItem(key),
    set: (text) => choose().setItem(key, text),
    remove: () => choose().removeItem(key),
  };
}
