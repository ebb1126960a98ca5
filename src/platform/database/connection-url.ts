/** Libpq and Cloud SQL leave the host empty where `?host=` names the folder of a socket; behind a user, URL cannot read that. */
const emptyHost = /^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/:?#]|$)/;

/** pg means verify-full by all of these, and would print a warning about it at each start. */
const sslMode = /([?&]sslmode=)(?:prefer|require|verify-ca)(?=[&#]|$)/;

/** In the form that URL, MikroORM and pg read alike. @returns undefined for anything but the URL of a database. */
export function toConnectionUrl(text: string): string | undefined {
  const filled = text.replace(emptyHost, '$1localhost');
  const url = URL.parse(filled);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length <= 1) return undefined;
  return url.searchParams.get('uselibpqcompat') === 'true'
    ? filled
    : filled.replace(sslMode, '$1verify-full');
}
