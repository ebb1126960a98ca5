import { mutation } from '../core/mutation.ts';
import { Refused } from './answers.ts';
import type { KeptTokens } from './cookies.ts';
import type { Settings } from './options.ts';
import { hasExpired, isDue, type Token } from './tokens.ts';
import { forwardedHeaders, hasErrorCode, type Reply, refresh, tokensToKeep } from './upstream.ts';

const refreshDocument = mutation('refresh', 'RefreshInput', 'accessToken refreshToken');

export interface RefreshedSession {
  /**
   * - `none`: the browser has no session
   * - `active`: the access token needs no renewal yet
   * - `renewed`: `apply` gives the browser the new tokens
   * - `ended`: the service has ended the session; `apply` removes the cookies
   * - `unreachable`: the service did not renew an expired token now. The cookies stay, so the next request tries again
   */
  status: 'none' | 'active' | 'renewed' | 'ended' | 'unreachable';
  /** The `x-request-id` of the service's response, for support. */
  requestId: string | null;
  /** The request's headers with the current tokens, for the code that renders the page. */
  headers: Headers;
  /** Adds the cookies to a response. @returns the response, or a copy if its headers cannot be changed. */
  apply<Answer extends Response>(response: Answer): Answer;
}

export async function refreshSession(settings: Settings, request: Request): Promise<RefreshedSession> {
  const kept = settings.cookies.read(request);
  const result = (
    status: RefreshedSession['status'],
    tokens: readonly Token[],
    set: string[] = [],
    id?: string | null,
  ) => ({
    status,
    requestId: id ?? null,
    headers: withTokens(settings, request, tokens),
    apply: <Answer extends Response>(response: Answer) => addCookies(response, set),
  });
  const before = [kept.access, kept.refresh].filter((token) => token !== undefined);
  if (!kept.refresh) return result(isUsable(kept) ? 'active' : 'none', before);
  if (isUsable(kept) && kept.access && !isDue(kept.access)) return result('active', before);
  const reply = await renew(settings, request, kept.refresh.text);
  if (reply && hasErrorCode(reply, 'INVALID_REFRESH_TOKEN'))
    return result('ended', [], settings.cookies.clear(), reply.requestId);
  const tokens = reply ? tokensToKeep(reply, kept) : [];
  if (tokens.length === 2) return result('renewed', tokens, settings.cookies.keep(tokens), reply?.requestId);
  return result(isUsable(kept) ? 'active' : 'unreachable', before, [], reply?.requestId);
}

function isUsable({ access }: KeptTokens): boolean {
  return access !== undefined && !hasExpired(access);
}

/** @returns undefined if the service does not answer. */
async function renew(settings: Settings, request: Request, refreshToken: string): Promise<Reply | undefined> {
  const operation = { query: refreshDocument, variables: { input: { refreshToken } } };
  try {
    return await refresh(settings, refreshToken, operation, forwardedHeaders(request, settings));
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function withTokens({ cookies }: Settings, request: Request, tokens: readonly Token[]): Headers {
  const headers = new Headers(request.headers);
  const text = cookies.replace(headers.get('cookie'), tokens);
  if (text === '') headers.delete('cookie');
  else headers.set('cookie', text);
  return headers;
}

function addCookies<Answer extends Response>(response: Answer, cookies: readonly string[]): Answer {
  if (cookies.length === 0) return response;
  let changed = response;
  try {
    changed.headers.set('cache-control', 'private, no-store');
  } catch {
    changed = new Response(response.body, response) as Answer;
    changed.headers.set('cache-control', 'private, no-store');
  }
  for (const cookie of cookies) changed.headers.append('set-cookie', cookie);
  return changed;
}
