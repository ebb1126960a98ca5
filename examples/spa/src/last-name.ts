const key = 'last-name';

/** The name of the user whom this browser showed last, for the page that is shown until the session is known. */
export function lastName(): string | null {
  return read(() => localStorage.getItem(key));
}

/** @param username null after a logout. */
export function rememberName(username: string | null): void {
  read(() => (username === null ? localStorage.removeItem(key) : localStorage.setItem(key, username)));
}

/** Browsers may block the storage. */
function read<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
