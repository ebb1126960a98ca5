/** Where a session outlives the page. Each function may answer at once or later, as in React Native. */
export interface AuthStorage {
  get(): string | null | undefined | Promise<string | null | undefined>;
  set(text: string): void | Promise<void>;
  remove(): void | Promise<void>;
}

/** Nowhere: a reload asks for the password again. The default. */
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
 * `sessionStorage` or `localStorage`, both of which every script of the page can read.
 *
 * @param choose is called when it is needed, so that nothing breaks where there is no window.
 * @param key of its own for each service that pages of one origin use.
 */
export function webStorage(choose: () => Storage, key = 'auth-session'): AuthStorage {
  return {
    get: () => choose().getItem(key),
    set: (text) => choose().setItem(key, text),
    remove: () => choose().removeItem(key),
  };
}
