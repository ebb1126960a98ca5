/** Cloud SQL's form, with a socket folder in `?host=`. libpq and pg accept it, but `URL` rejects a user without a host. */
const emptyHost = /^(postgres(?:ql)?:\/\/[^/?#]*@)(?=[/:?#]|$)/;

/** pg treats all these modes as verify-full, and would print a warning at each start. */
const sslMode = /([?&]sslmode=)(?:prefer|require|verify-ca)(?=[&#]|$)/;

/** The part with user, password and host, and the query. */
const parts = /^postgres(?:ql)?:\/\/([^/?#]*)[^?#]*\??([^#]*)/i;

/** libpq takes a list of hosts, after the password or in `?host=`. pg takes the list for the name of one host. */
export function hasSeveralHosts(text: string): boolean {
  const [, authority = '', query = ''] = parts.exec(text) ?? [];
  const hosts = [
    authority.slice(authority.lastIndexOf('@') + 1),
    ...new URLSearchParams(query).getAll('host'),
  ];
  return hosts.some((host) => host.includes(','));
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

/** How Prisma, JDBC, pgx, Rails and Npgsql name the schema. pg ignores all of these, and MikroORM takes only the first. */
const schemaParameter = /^(schema|currentschema|searchpath|schemasearchpath)$/;

/** @returns the parameter of another driver that names the schema. */
export function schemaParameterOf(url: string): string | undefined {
  const names = [...new URL(url).searchParams.keys()];
  return names.find((name) => schemaParameter.test(name.replace(/[\s_-]/g, '').toLowerCase()));
}

const searchPath = /(?:^|\s)(?:-c\s*|--)search[_-]path=((?:\\.|[^\s\\])*)/gi;

/** @returns the search_path in the URL's `options`. */
export function searchPathOf(url: string): string | undefined {
  const options = new URL(url).searchParams.getAll('options').at(-1) ?? '';
  // The last one counts, and a backslash escapes a space.
  return [...options.matchAll(searchPath)].at(-1)?.[1]?.replace(/\\(.)/g, '$1');
}
