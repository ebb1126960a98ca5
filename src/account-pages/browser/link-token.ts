import { query } from './return-to.ts';

const maxLength = 300;

/** Removes the token from the URL, to keep it out of histories, bookmarks and screenshots. */
export function takeToken(): string | undefined {
  const fromHash = new URLSearchParams(location.hash.slice(1)).get('token');
  const token = fromHash ?? new URLSearchParams(location.search).get('token');
  if (location.hash !== '' || location.search !== '')
    history.replaceState(null, '', location.pathname + query);
  // If the page is already open, clicking a link again changes only the fragment.
  addEventListener('hashchange', () => {
    if (location.hash.startsWith('#token=')) location.reload();
  });
  return token ? token.slice(0, maxLength) : undefined;
}
