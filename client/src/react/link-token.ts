import { useSyncExternalStore } from 'react';

let taken: { path: string; token: string } | undefined;

/** Removes the token from the URL, to keep it out of histories and bookmarks. */
function read(): string | undefined {
  const [, token] = /^#token=(.+)$/.exec(location.hash) ?? [];
  if (token !== undefined) {
    taken = { path: location.pathname, token };
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return taken?.path === location.pathname ? taken.token : undefined;
}

function subscribe(listener: () => void): () => void {
  // If the page is already open, clicking a link again changes only the part after "#".
  window.addEventListener('hashchange', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
    if (taken?.path !== location.pathname) taken = undefined;
  };
}

/** The token from a mailed link, as long as the page of the link is open. Undefined on a server. */
export function useLinkToken(): string | undefined {
  return useSyncExternalStore(subscribe, read, () => undefined);
}
