import type { AuthHandler } from '../src/next.ts';

interface Sent {
  input?: object;
  token?: string;
  /** Replaces headers of the browser; null removes one. */
  headers?: Readonly<Record<string, string | null>>;
  method?: string;
  body?: BodyInit;
}

/** A browser on a page of an app, with the app's cookies. */
export class PageOfApp {
  readonly cookies = new Map<string, string>();
  /** Everything that scripts of the page could have read. */
  seen = '';

  constructor(
    private readonly handler: AuthHandler,
    private readonly origin = 'https://app.example.com',
  ) {}

  get cookieHeader(): string {
    return [...this.cookies].map((pair) => pair.join('=')).join('; ');
  }

  /** A request for a page. */
  request(path = '/account', headers: Readonly<Record<string, string>> = {}): Request {
    return new Request(this.origin + path, { headers: { cookie: this.cookieHeader, ...headers } });
  }

  async post(query: string, { input, token, headers = {}, method = 'POST', body }: Sent = {}) {
    const all = new Headers({
      host: new URL(this.origin).host,
      origin: this.origin,
      'content-type': 'application/json',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      cookie: this.cookieHeader,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    });
    for (const [name, value] of Object.entries(headers)) {
      if (value === null) all.delete(name);
      else all.set(name, value);
    }
    const sent = body ?? (method === 'GET' ? null : JSON.stringify({ query, variables: { input } }));
    const request = new Request(`${this.origin}/api/auth`, {
      method,
      headers: all,
      body: sent,
      ...(sent !== null && typeof sent !== 'string' && { duplex: 'half' }),
    });
    return this.take(await this.handler.handle(request));
  }

  /** Keeps the cookies of a response, as a browser does. */
  async take(response: Response) {
    const text = await response.text();
    this.seen += text;
    const setCookies = response.headers.getSetCookie();
    this.keep(setCookies);
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      headers: response.headers,
      setCookies,
      text,
      ...(type.includes('json') && JSON.parse(text)),
    };
  }

  keep(setCookies: readonly string[]): void {
    for (const cookie of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/; Max-Age=0\b/.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  /** Lets the access token expire. */
  expire(name = '__Host-auth-access'): void {
    this.cookies.set(name, expired(this.cookies.get(name)));
  }
}

/** The token with times that have passed. The handler reads the claims of a token, and does not verify them. */
export function expired(token = ''): string {
  const [head, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const aged = Buffer.from(JSON.stringify({ ...claims, iat: 1, exp: 2 })).toString('base64url');
  return [head, aged, signature].join('.');
}
