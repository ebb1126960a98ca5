/** The page of this app that a mailed link opened, and the link's token. */
export interface MailLink {
  page: string;
  token?: string | undefined;
}

/** Removes the token from the URL, to keep it out of histories and bookmarks. */
function readMailLink(): MailLink {
  const page = location.pathname.slice(1);
  const [, token] = /^#token=(.+)$/.exec(location.hash) ?? [];
  if (token) history.replaceState(null, '', location.pathname);
  return { page, token };
}

export const mailLink = readMailLink();
export const noLink: MailLink = { page: '' };

// If the page is already open, clicking a link again changes only the part after "#".
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) location.reload();
});
