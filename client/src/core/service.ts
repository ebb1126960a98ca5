import { AuthError } from './auth-error.ts';
import type { AuthToken, ConfirmationChallenge, LoginChallenge, User } from './session.ts';

const account = 'id username email isActive';
export const tokens = `accessToken refreshToken expiresIn refreshExpiresIn user { ${account} }`;

export const enrolment = 'secret otpauthUri expiresIn';

const challenge = `challenge asks methods expiresIn passkeyOptions totpEnrolment { ${enrolment} }`;

export const step = `tokens { ${tokens} } next { ${challenge} } recoveryCodes`;

export const documents = {
  signup: `mutation ($input: SignupInput!) { signup(input: $input) { ${account} } }`,
  login: `mutation ($input: LoginInput!) { login(input: $input) { ${tokens} } }`,
  refresh: `mutation ($input: RefreshInput) { refresh(input: $input) { ${tokens} } }`,
  changePassword: `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ${tokens} } }`,
  confirmEmailChange: `mutation ($input: ConfirmEmailChangeInput!) { confirmEmailChange(input: $input) { ${tokens} } }`,
  startConfirmation: 'mutation { startConfirmation { challenge methods expiresIn passkeyOptions } }',
  confirmIdentity: `mutation ($input: ConfirmIdentityInput!) { confirmIdentity(input: $input) { ${tokens} } }`,
  startLogin: `mutation ($input: LoginInput!) { startLogin(input: $input) { ${step} } }`,
  continueLogin: `mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { ${step} } }`,
  completeSignup: `mutation ($input: CompleteSignupInput!) { completeSignup(input: $input) { ${step} } }`,
  logout: 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }',
};

interface Answer<Result> {
  data?: Record<string, Result | null> | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

interface Answers {
  signup: User;
  login: AuthToken;
  refresh: AuthToken;
  changePassword: AuthToken;
  confirmEmailChange: AuthToken;
  startConfirmation: ConfirmationChallenge;
  confirmIdentity: AuthToken;
  startLogin: LoginAnswer;
  continueLogin: LoginAnswer;
  completeSignup: LoginAnswer;
  logout: { revokedSessions: number };
}

/** Exactly one of `tokens` and `next` is null. */
export interface LoginAnswer {
  tokens: AuthToken | null;
  next: LoginChallenge | null;
  recoveryCodes?: readonly string[] | null;
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
  /** @param fetch the session panel replaces it, to simulate failures. */
  constructor(
    readonly uri: string,
    readonly usesCookie: boolean,
    public fetch: typeof globalThis.fetch | undefined,
  ) {}

  /** @throws AuthError if the service returns an error; `fetch`'s error if the service is unreachable. */
  call<Name extends keyof Answers>(
    name: Name,
    input?: object,
    accessToken?: string,
    milliseconds?: number,
  ): Promise<Answers[Name]> {
    return this.send(documents[name], { input, accessToken, milliseconds });
  }

  /** Sends a document with one root field. @returns that field. @throws as `call` does. */
  async send<Result>(
    query: string,
    { input, accessToken, milliseconds = patience, waiting = new AbortController() }: SendOptions,
  ): Promise<Result> {
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
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.call('refresh', input, undefined, refreshes.patience);
      } catch (error) {
        if (error instanceof AuthError || attempt === refreshes.tries) throw error;
        await new Promise((resolve) => setTimeout(resolve, refreshes.pause));
      }
    }
  }
}
