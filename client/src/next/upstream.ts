import { Refused, readText, temporarilyUnavailable } from './answers.ts';
import type { KeptTokens } from './cookies.ts';
import type { Operation } from './guard.ts';
import type { Settings } from './options.ts';
import { readToken, type Token, tokensIn } from './tokens.ts';

/** The service's response, read completely. */
export interface Reply {
  status: number;
  text: string;
  body: {
    data?: Record<string, unknown> | null;
    errors?: { extensions?: { code?: unknown; reason?: unknown } }[];
  };
  /** The tokens in the body and, for a service with REFRESH_TOKEN_COOKIE, in its cookie. */
  tokens: Token[];
  requestId: string | null;
  retryAfter: string | null;
}

const timeoutMs = 10_000;
const maxReplyBytes = 1024 * 1024;

/** Global, because frameworks bundle a copy of this module for each of their entry points. */
const flightsKey: unique symbol = Symbol.for('graphql-auth-service-client/refreshes');

/** As in the client, three attempts fit into the service's REFRESH_REUSE_WINDOW. */
const refreshes = { tries: 3, timeoutMs: 3_000, pauseMs: 300 };

const shared = globalThis as { [flightsKey]?: Map<string, Promise<Reply>> };

/** The refreshes under way in this process, by token. */
function flights(): Map<string, Promise<Reply>> {
  shared[flightsKey] ??= new Map();
  return shared[flightsKey];
}

/** The headers of a browser's request that the service may see. */
export function forwardedHeaders(request: Request, { clientIp }: Settings): Headers {
  const headers = new Headers();
  for (const name of ['user-agent', 'accept-language']) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const ip = clientIp(request);
  if (ip !== undefined) headers.set('x-forwarded-for', ip);
  return headers;
}

/** @throws Refused if the service does not answer with JSON in time. */
export async function send(
  { uri, fetch = globalThis.fetch }: Settings,
  operation: Operation,
  more: Headers,
  milliseconds = timeoutMs,
): Promise<Reply> {
  const headers = new Headers(more);
  headers.set('accept', 'application/json');
  headers.set('content-type', 'application/json');
  const signal = AbortSignal.timeout(milliseconds);
  try {
    // A redirect could send tokens to another server, so it counts as a wrong response.
    const response = await fetch(uri, {
      method: 'POST',
      headers,
      body: JSON.stringify(operation),
      cache: 'no-store',
      redirect: 'manual',
      signal,
    });
    return await asReply(response);
  } catch {
    throw new Refused(temporarilyUnavailable(signal.aborted ? 504 : 502));
  }
}

/** Refreshes once for all callers with this token. Retries if a response is lost. @throws as `send` does. */
export function refresh(
  settings: Settings,
  token: string,
  operation: Operation,
  more: Headers,
): Promise<Reply> {
  const key = [settings.uri, token, operation.query].join('\n');
  const present = flights().get(key);
  if (present) return present;
  const started = retry(() => send(settings, operation, more, refreshes.timeoutMs)).finally(() =>
    flights().delete(key),
  );
  flights().set(key, started);
  return started;
}

async function retry(run: () => Promise<Reply>): Promise<Reply> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === refreshes.tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, refreshes.pauseMs));
    }
  }
}

async function asReply(response: Response): Promise<Reply> {
  const { status, headers } = response;
  const text = await readText(response, maxReplyBytes, temporarilyUnavailable(502));
  const body = JSON.parse(text);
  if (!body || typeof body !== 'object' || !(body.data || Array.isArray(body.errors)))
    throw new TypeError('Not a response of GraphQL.');
  return {
    status,
    text,
    body,
    tokens: [...tokensIn(text), ...tokensInCookies(headers)],
    requestId: headers.get('x-request-id'),
    retryAfter: headers.get('retry-after'),
  };
}

function tokensInCookies(headers: Headers): Token[] {
  return headers.getSetCookie().flatMap((cookie) => {
    const [, value] = /^(?:__Host-)?refresh_token=([^;]*)/.exec(cookie) ?? [];
    return readToken(value) ?? [];
  });
}

export function hasErrorCode({ body }: Reply, code: string): boolean {
  return (body.errors ?? []).some((error) => error?.extensions?.code === code);
}

/** An access token without a refresh token counts only if it belongs to the session in the cookies. */
export function tokensToKeep({ tokens }: Reply, kept: KeptTokens): Token[] {
  const refreshToken = tokens.find(({ kind }) => kind === 'refresh');
  const { sid } = refreshToken ?? kept.refresh ?? {};
  const accessToken = tokens.find((token) => token.kind === 'access' && token.sid === sid);
  return [accessToken, refreshToken].filter((token) => token !== undefined);
}
