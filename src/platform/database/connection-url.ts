/** Cloud SQL's form, with a socket folder in `?host=`. libpq and pg accept it, but `URL` rejects a user without a host. */
const emptyHost = /^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/:?#]|$)/;

/** pg treats all these modes as verify-full, and would print a warning at each start. */
const sslMode = /([?&]sslmode=)(?:prefer|require|verify-ca)(?=[&#]|$)/;

/** libpq's list of hosts, after the password or in `?host=`. pg takes it for the name of one host. */
const severalHosts = /^postgres(?:ql)?:\/\/(?:[^/?#]*@)?[^/?#@]*,|[?&]host=[^&#]*(?:,|%2c)/i;

export function hasSeveralHosts(text: string): boolean {
  return severalHosts.test(text);
}

/** @returns the URL in a form that `URL`, MikroORM and pg all accept; undefined if it does not name a PostgreSQL database. */
export function toConnectionUrl(text: string): string | undefined {
  const filled = text.replace(emptyHost, '$1localhost');
  const url = URL.parse(filled);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length <= 1) return undefined;
  return url.searchParams.get('uselibpqcompat') === 'true'
    ? filled
    : filled.replace(sslMode, '$1verify-full');
}
