const maxLength = 300;

/** Takes the token out of the URL, so that it stays in no history, bookmark or screenshot. */
export function takeToken(): string | undefined {
  const fromHash = new URLSearchParams(location.hash.slice(1)).get('token');
  const token = fromHash ?? new URLSearchParams(location.search).get('token');
  if (location.hash !== '' || location.search !== '') history.replaceState(null, '', location.pathname);
  // A second click on a link changes only the fragment of an open page.
  addEventListener('hashchange', () => {
    if (location.hash.startsWith('#token=')) location.reload();
  });
  return token ? token.slice(0, maxLength) : undefined;
}
