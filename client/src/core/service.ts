import type { LoginChallenge } from '../login/login-step.ts';
import { AuthError } from './auth-error.ts';
import { mutation } from './mutation.ts';
import type { AuthToken } from './session.ts';

/** A user. The service's client completes documents that contain it with the fragment's fields. */
export const account = '...account';

export const tokens = `accessToken refreshToken expiresIn refreshExpiresIn user { ${account} }`;

/** Exactly one of `tokens` and `next` is null. */
export interface LoginAnswer {
  tokens: AuthToken | null;
  next: LoginChallenge | null;
  recoveryCodes?: readonly string[] | null;
}

interface Answer<Result> {
  data?: Record<string, Result | null> | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

interface SendOptions {
  input?: object | undefined;
  accessToken?: string | undefined;
  milliseconds?: number | undefined;
  /** Aborts the request. */
  waiting?: AbortController;
}

/** In milliseconds. Without a timeout, an unresponsive server would block every operation. */
const patience = 30_000;

/**
 * If the response is lost, a refresh has to be resent within the service's REFRESH_REUSE_WINDOW (ten seconds), or the
 * service would consider the token stolen. Three attempts fit into that time.
 */
const refreshes = { tries: 3, patience: 3_000, pause: 300 };

/** Sends the client's own mutations without Apollo Client, to keep tokens out of its cache. */
export class Service {
  /**
   * @param fetch the session panel replaces it, to simulate failures.
   * @param userFields what the app selects of users, besides the fields of `User`.
   */
  constructor(
    readonly uri: string,
    readonly usesCookie: boolean,
    public fetch: typeof globalThis.fetch | undefined,
    private readonly userFields = '',
  ) {}

  /**
   * Sends a document with one root field. @returns that field.
   *
   * @throws AuthError if the service returns an error; `fetch`'s error if the service is unreachable.
   */
  async send<Result>(
    document: string,
    { input, accessToken, milliseconds = patience, waiting = new AbortController() }: SendOptions = {},
  ): Promise<Result> {
    const fragment = `fragment account on User { id username email isActive ${this.userFields} }`;
    const query = document.includes(account) ? `${document} ${fragment}` : document;
    const timer = setTimeout(() => waiting.abort(), milliseconds);
    try {
      const response = await (this.fetch ?? globalThis.fetch)(this.uri, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
        },
        body: JSON.stringify({ query, variables: { input } }),
        credentials: this.usesCookie ? 'include' : 'same-origin',
        signal: waiting.signal,
      });
      const { data, errors } = (await response.json()) as Answer<Result>;
      const [error] = errors ?? [];
      if (error) throw new AuthError(error.message, error.extensions, response.headers.get('x-request-id'));
      const [answer] = Object.values(data ?? {});
      if (!answer) throw new AuthError(`Invalid response (HTTP ${response.status}).`);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param refreshToken null or undefined if it is in a cookie. */
  async refresh(refreshToken?: string | null): Promise<AuthToken> {
    const input = typeof refreshToken === 'string' ? { refreshToken } : undefined;
    const document = mutation('refresh', 'RefreshInput', tokens);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.send(document, { input, milliseconds: refreshes.patience });
      } catch (error) {
        if (error instanceof AuthError || attempt === refreshes.tries) throw error;
        await new Promise((resolve) => setTimeout(resolve, refreshes.pause));
      }
    }
  }

  logout(scope: string, refreshToken?: string | null, accessToken?: string): Promise<unknown> {
    return this.send(mutation('logout', 'LogoutInput', 'revokedSessions'), {
      input: { scope, ...(typeof refreshToken === 'string' && { refreshToken }) },
      accessToken,
    });
  }
}
