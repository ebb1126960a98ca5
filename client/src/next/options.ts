import { SessionCookies } from './cookies.ts';

export interface AuthHandlerOptions {
  /** The GraphQL endpoint of the service, as the app's server reaches it. */
  uri: string;
  cookie?: {
    /** The cookies are called `NAME-access` and `NAME-refresh`, by default `auth-access` and `auth-refresh`. */
    name?: string;
    /**
     * Whether browsers reach the app over HTTPS. Then the cookies are `Secure`, with the prefix `__Host-`. By default true,
     * unless NODE_ENV is `development` or `test`.
     */
    secure?: boolean;
  };
  /**
   * The app's public origins, such as `https://app.example.com`. Needed if a proxy in front of the app changes `Host`. By
   * default the handler accepts requests whose origin has the same host as the request.
   */
  origins?: readonly string[];
  /**
   * Where the client's IP address comes from: the number of proxies in front of the app that append to `X-Forwarded-For`, or a
   * function that reads a header of your platform. By default the handler forwards no IP address. The service believes the
   * app's server only if TRUST_PROXY names it.
   */
  clientIp?: number | ((request: Request) => string | null | undefined);
  /** More fields of users, as for the browser's client: `emailVerified createdAt`. */
  userFields?: string;
  fetch?: typeof globalThis.fetch;
}

/** The options, checked. */
export interface Settings {
  uri: string;
  cookies: SessionCookies;
  isSecure: boolean;
  origins: ReadonlySet<string>;
  clientIp: (request: Request) => string | undefined;
  userFields: string;
  fetch: typeof globalThis.fetch | undefined;
}

/** @throws TypeError that says what to change. */
export function checkOptions({
  uri,
  cookie = {},
  origins = [],
  clientIp = 0,
  userFields = '',
  fetch,
}: AuthHandlerOptions): Settings {
  const { name = 'auth', secure = !isDevelopment() } = cookie;
  if (!isHttp(uri))
    throw new TypeError('uri must be the URL of the service: "https://auth.example.com/graphql".');
  if (!/^[\w.-]+$/.test(name))
    throw new TypeError('cookie.name may contain letters, digits, ".", "_" and "-".');
  for (const origin of origins)
    if (!isHttp(origin) || new URL(origin).origin !== origin)
      throw new TypeError(`origins contains ${JSON.stringify(origin)}; write "https://app.example.com".`);
  if (typeof clientIp === 'number' && !(Number.isInteger(clientIp) && clientIp >= 0))
    throw new TypeError('clientIp must be the number of proxies in front of the app, or a function.');
  return {
    uri,
    cookies: new SessionCookies(name, secure),
    isSecure: secure,
    origins: new Set(origins),
    clientIp: (request) =>
      asIp(typeof clientIp === 'number' ? forwarded(request, clientIp) : clientIp(request)),
    userFields,
    fetch,
  };
}

function isHttp(text: unknown): boolean {
  try {
    const { protocol, username, password } = new URL(String(text));
    return /^https?:$/.test(protocol) && username === '' && password === '';
  } catch {
    return false;
  }
}

/** Without Node.js types, since the handler also runs where there is no Node.js. */
function isDevelopment(): boolean {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return ['development', 'test'].includes(process?.env?.NODE_ENV ?? '');
}

/** Clients can write any entries, but the proxies append theirs at the end. */
function forwarded(request: Request, proxies: number): string | undefined {
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',');
  return proxies === 0 ? undefined : hops.at(-proxies)?.trim();
}

function asIp(text: string | null | undefined): string | undefined {
  return text && text.length <= 64 && /^\[?[\da-f:.]+\]?(:\d+)?$/i.test(text) ? text : undefined;
}
