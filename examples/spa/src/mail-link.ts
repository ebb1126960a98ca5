/** The token of the mailed link that opened the app, for the page of that link. It is kept in memory alone. */
let token = readToken();
const linkedPath = location.pathname;

/** Removes the token from the URL, to keep it out of histories and bookmarks. */
function readToken(): string | undefined {
  const [, found] = /^#token=(.+)$/.exec(location.hash) ?? [];
  if (found) history.replaceState(null, '', location.pathname);
  return found;
}

export function linkToken(path: string): string | undefined {
  return path === linkedPath ? token : undefined;
}

/** Called once the token has served its purpose. */
export function forgetLinkToken(): void {
  token = undefined;
}

// If the page is already open, clicking a link again changes only the part after "#".
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) location.reload();
});
