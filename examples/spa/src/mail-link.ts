/** The page of this app that a mail's link has opened, and its token. */
export interface MailLink {
  page: string;
  token?: string | undefined;
}

/** Takes the token out of the URL, so that it stays in no history and no bookmark. */
function readMailLink(): MailLink {
  const page = location.pathname.slice(1);
  const [, token] = /^#token=(.+)$/.exec(location.hash) ?? [];
  if (token) history.replaceState(null, '', location.pathname);
  return { page, token };
}

export const mailLink = readMailLink();
export const noLink: MailLink = { page: '' };

// A second click on a link changes only the part after "#" of an open page.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) location.reload();
});
