import type { AuthCore } from '../core/auth-core.ts';
import { type AuthError, hasCode, sessionEnded } from '../core/auth-error.ts';
import { claimsOf } from '../core/claims.ts';
import { partsOf } from '../core/parts.ts';
import { refusalOf } from './refusal.ts';

export interface AuthFetchOptions {
  /** Origins that get the access token, besides that of the service, such as `https://api.example.com`. */
  origins?: readonly string[];
}

/**
 * Returns a function like the global `fetch` that adds the access token to requests to the service's origin and to `origins`,
 * and to no others. If a server rejects the token, renews it and sends the request once more. If a server requires a
 * confirmation of the user's identity, sends the request once more after the confirmation. Requests with an `authorization`
 * header are sent as they are.
 *
 * @throws AuthError SESSION_ENDED, from the returned function, if the session has ended or the user has changed meanwhile.
 */
export function createAuthFetch(
  auth: AuthCore,
  { origins = [] }: AuthFetchOptions = {},
): typeof globalThis.fetch {
  const { service, keeper } = partsOf(auth);
  const trusted = new Set(origins.map(checkedOrigin));
  return async (input, init) => {
    const send: typeof globalThis.fetch = service.fetch ?? globalThis.fetch;
    const request = typeof input === 'object' && 'url' in input ? input : undefined;
    const headers = new Headers(init?.headers ?? request?.headers);
    // The app may change a URL object or the options while the token is renewed.
    const url = request?.url ?? String(input);
    const options = { ...init };
    const origin = originOf(url);
    // `null` stands for every origin that is not of the web.
    const isTrusted = origin !== 'null' && (origin === originOf(service.uri) || trusted.has(origin));
    if (!isTrusted || headers.has('authorization') || (await keeper.freshToken()) === undefined)
      return send(request ?? url, init && options);
    let refused: { response: Response; error: AuthError } | undefined;
    try {
      return await keeper.authorized(async (token) => {
        headers.set('authorization', `Bearer ${token}`);
        const response = await send(request?.clone() ?? url, { ...options, headers });
        const error = isStream(options.body) ? undefined : await refusalOf(response);
        if (error) {
          refused = { response, error };
          throw error;
        }
        // Keep one user's response out of the next user's app.
        if (!keeper.owns(claimsOf(token).sid)) throw sessionEnded();
        return response;
      });
    } catch (error) {
      // The response explains more than the end of the session.
      if (refused && (error === refused.error || hasCode(error, 'SESSION_ENDED'))) return refused.response;
      throw error;
    }
  };
}

/** As `fetch` does, resolves a relative URL against the page's `<base>`. */
function originOf(url: string): string {
  return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).origin;
}

/** @throws TypeError */
function checkedOrigin(text: string): string {
  if (!/^https?:\/\//.test(text))
    throw new TypeError(`"${text}" is not an origin such as https://api.example.com.`);
  return originOf(text);
}

/** A stream can be sent only once. */
function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'getReader' in body;
}
