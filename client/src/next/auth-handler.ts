import type { User } from '../core/session.ts';
import { answer, Refused, refuse } from './answers.ts';
import type { CookieSource } from './cookies.ts';
import { type Operation, readOperation } from './guard.ts';
import { type AuthHandlerOptions, checkOptions, type Settings } from './options.ts';
import { type RefreshedSession, refreshSession } from './refresh-session.ts';
import { fieldNeedingToken } from './root-field.ts';
import { accessTokenOf, readSession, type ServerSession, userOf } from './server-session.ts';
import { withoutRefreshTokens } from './tokens.ts';
import { forwardedHeaders, hasErrorCode, refresh, send, tokensToKeep } from './upstream.ts';

/** The sessions of an app that renders on its server. */
export interface AuthHandler {
  /**
   * Answers `POST` requests of the app's pages: forwards each operation to the service, and keeps the tokens of the response in
   * cookies. Use it as the route that the browser's client has as its `uri`.
   */
  handle(request: Request): Promise<Response>;
  /**
   * Renews an access token that has expired or is about to. Call it before rendering, where cookies can still be set: in
   * Next.js in `proxy.ts`. Concurrent requests of this process share one refresh.
   */
  refreshSession(request: Request): Promise<RefreshedSession>;
  /** Asks the service who is logged in. Never renews a token. */
  getSession(cookies: CookieSource): Promise<ServerSession>;
  /**
   * The user who is logged in, or null.
   *
   * @throws AuthError SESSION_EXPIRED if `refreshSession` has to run first; TEMPORARILY_UNAVAILABLE if the service does not
   * answer.
   */
  getUser(cookies: CookieSource): Promise<User | null>;
  /**
   * The access token for requests to a GraphQL server, or null. Nothing has verified it yet.
   *
   * @throws AuthError SESSION_EXPIRED if `refreshSession` has to run first.
   */
  getAccessToken(cookies: CookieSource): string | null;
}

/** @throws TypeError that says which option is wrong. */
export function createAuthHandler(options: AuthHandlerOptions): AuthHandler {
  const settings = checkOptions(options);
  return {
    handle: (request) => handle(settings, request),
    refreshSession: (request) => refreshSession(settings, request),
    getSession: (cookies) => readSession(settings, cookies),
    getUser: async (cookies) => userOf(await readSession(settings, cookies)),
    getAccessToken: (cookies) => accessTokenOf(settings.cookies.read(cookies)),
  };
}

async function handle(settings: Settings, request: Request): Promise<Response> {
  try {
    return await forward(settings, request, await readOperation(request, settings));
  } catch (error) {
    if (error instanceof Refused) return refuse(error.refusal);
    throw error;
  }
}

const invalidRefreshToken = {
  status: 200,
  code: 'INVALID_REFRESH_TOKEN',
  message: 'Refresh token is invalid or expired.',
};

async function forward(settings: Settings, request: Request, operation: Operation): Promise<Response> {
  const field = fieldNeedingToken(operation.query);
  const kept = settings.cookies.read(request);
  const token = field && kept.refresh?.text;
  if (field === 'refresh' && token === undefined) throw new Refused(invalidRefreshToken);
  const headers = forwardedHeaders(request, settings);
  const bearer = request.headers.get('authorization');
  if (bearer !== null) headers.set('authorization', bearer);
  const complete = token === undefined ? operation : withToken(operation, token);
  const reply =
    field === 'refresh' && token !== undefined
      ? await refresh(settings, token, complete, headers)
      : await send(settings, complete, headers);
  const response = answer(reply.status, withoutRefreshTokens(reply.text, token));
  if (reply.requestId !== null) response.headers.set('x-request-id', reply.requestId);
  if (reply.retryAfter !== null) response.headers.set('retry-after', reply.retryAfter);
  const hasLoggedOut = field === 'logout' && reply.body.data && scopeOf(operation) !== 'OTHERS';
  const hasEnded = field === 'refresh' && hasErrorCode(reply, 'INVALID_REFRESH_TOKEN');
  const cookies =
    hasLoggedOut || hasEnded ? settings.cookies.clear() : settings.cookies.keep(tokensToKeep(reply, kept));
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}

function inputOf({ variables }: Operation): Record<string, unknown> {
  return (variables?.input ?? {}) as Record<string, unknown>;
}

function scopeOf(operation: Operation): unknown {
  return inputOf(operation).scope;
}

function withToken(operation: Operation, refreshToken: string): Operation {
  return {
    ...operation,
    variables: { ...operation.variables, input: { ...inputOf(operation), refreshToken } },
  };
}
