/** Cloud SQL's format, with a socket folder in `?host=`. libpq and pg accept it, but `URL` rejects a user without a host. */
const emptyHost = /^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/:?#]|$)/;

/** pg treats all these modes as verify-full, and prints a warning at every start. */
const sslMode = /([?&]sslmode=)(?:prefer|require|verify-ca)(?=[&#]|$)/;

/** Captures the authority (user, password and host) and the query. */
const parts = /^postgres(?:ql)?:\/\/([^/?#]*)[^?#]*\??([^#]*)/i;

/** libpq accepts a list of hosts, after the password or in `?host=`. pg would take the whole list for one host name. */
export function hasSeveralHosts(text: string): boolean {
  const [, authority = '', query = ''] = parts.exec(text) ?? [];
  const hosts = [
    authority.slice(authority.lastIndexOf('@') + 1),
    ...new URLSearchParams(query).getAll('host'),
  ];
  return hosts.some((host) => host.includes(','));
}

/** @returns the URL in a form accepted by `URL`, MikroORM and pg; undefined if it does not name a PostgreSQL database. */
export function toConnectionUrl(text: string): string | undefined {
  const filled = text.replace(emptyHost, '$1localhost');
  const url = URL.parse(filled);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length <= 1) return undefined;
  return url.searchParams.get('uselibpqcompat') === 'true'
    ? filled
    : filled.replace(sslMode, '$1verify-full');
}

/** How Prisma, JDBC, pgx, Rails and Npgsql name the schema. pg ignores them all, and MikroORM accepts only the first. */
const schemaParameter = /^(schema|currentschema|searchpath|schemasearchpath)$/;

/** @returns the name of a parameter that sets the schema in some other driver. */
export function schemaParameterOf(url: string): string | undefined {
  const names = [...new URL(url).searchParams.keys()];
  return names.find((name) => schemaParameter.test(name.replace(/[\s_-]/g, '').toLowerCase()));
}

const searchPath = /(?:^|\s)(?:-c\s*|--)search[_-]path=((?:\\.|[^\s\\])*)/gi;

/** @returns the search_path in the URL's `options`. */
export function searchPathOf(url: string): string | undefined {
  const options = new URL(url).searchParams.getAll('options').at(-1) ?? '';
  // The last one wins, and a backslash escapes a space.
  return [...options.matchAll(searchPath)].at(-1)?.[1]?.replace(/\\(.)/g, '$1');
}
