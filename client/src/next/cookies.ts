import { lifetimeOf, readToken, type Token } from './tokens.ts';

/**
 * Where to read cookies from: a `Request`, the text of its `Cookie` header, or a framework's object, such as `await cookies()`
 * in Next.js and `event.cookies` in SvelteKit.
 */
export type CookieSource =
  | Request
  | string
  | null
  | undefined
  | { get(name: string): string | { value: string } | undefined };

/** The session as the browser keeps it. */
export interface KeptTokens {
  access: Token | undefined;
  refresh: Token | undefined;
}

/** The two cookies of a session, both `HttpOnly` and only for the app's own host. */
export class SessionCookies {
  private readonly names: Readonly<Record<Token['kind'], string>>;

  constructor(
    name: string,
    private readonly isSecure: boolean,
  ) {
    // Browsers accept the prefix only from this host, over TLS, for all paths. So no subdomain can plant a session.
    const prefix = isSecure ? '__Host-' : '';
    this.names = { access: `${prefix}${name}-access`, refresh: `${prefix}${name}-refresh` };
  }

  read(source: CookieSource): KeptTokens {
    const find =
      typeof source === 'object' && source && 'get' in source ? fromObject(source) : fromText(source);
    const read = (kind: Token['kind']) => {
      const token = readToken(find(this.names[kind]));
      return token?.kind === kind ? token : undefined;
    };
    const [access, refresh] = [read('access'), read('refresh')];
    // Two logins at once can leave the tokens of two sessions. The refresh token decides.
    return { access: refresh && access?.sid !== refresh.sid ? undefined : access, refresh };
  }

  /** @returns the values of `Set-Cookie` that keep these tokens. */
  keep(tokens: readonly Token[]): string[] {
    return tokens.map((token) => this.write(token.kind, token.text, lifetimeOf(token)));
  }

  clear(): string[] {
    return [this.write('access', '', 0), this.write('refresh', '', 0)];
  }

  /** @returns the `Cookie` header with these tokens instead of those that the browser sent. */
  replace(header: string | null, tokens: readonly Token[]): string {
    const own = Object.values(this.names);
    const others = pairsOf(header).filter(([name]) => !own.includes(name));
    const now = tokens.map(({ kind, text }) => [this.names[kind], text]);
    return [...others, ...now].map((pair) => pair.join('=')).join('; ');
  }

  private write(kind: Token['kind'], value: string, seconds: number): string {
    const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${seconds}`];
    if (this.isSecure) attributes.push('Secure');
    return [`${this.names[kind]}=${value}`, ...attributes].join('; ');
  }
}

function fromObject(source: { get(name: string): string | { value: string } | undefined }) {
  return (name: string) => {
    const found = source.get(name);
    return typeof found === 'object' ? found.value : found;
  };
}

function fromText(source: Request | string | null | undefined) {
  const header = typeof source === 'object' && source ? source.headers.get('cookie') : source;
  const pairs = pairsOf(header ?? null);
  return (name: string) => {
    const values = new Set(pairs.flatMap(([each, value]) => (each === name ? [value] : [])));
    // Several values mean that another host has planted one. Which one it is cannot be told.
    return values.size === 1 ? [...values][0] : undefined;
  };
}

function pairsOf(header: string | null): [name: string, value: string][] {
  return (header ?? '').split(';').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[trimmed(pair.slice(0, at)), trimmed(pair.slice(at + 1))]];
  });
}

/** `trim()` also removes other kinds of spaces, so a name with such a space before `__Host-` would evade the prefix's rules. */
function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}
