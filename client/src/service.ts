import { AuthError } from './auth-error.ts';
import type { AuthToken, User } from './session.ts';

const account = 'id username email isActive';
const tokens = `accessToken refreshToken expiresIn user { ${account} }`;

const documents = {
  signup: `mutation ($input: SignupInput!) { signup(input: $input) { ${account} } }`,
  login: `mutation ($input: LoginInput!) { login(input: $input) { ${tokens} } }`,
  refresh: `mutation ($input: RefreshInput) { refresh(input: $input) { ${tokens} } }`,
  logout: 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }',
};

interface Answer<Name extends keyof Answers> {
  data?: { [field in Name]?: Answers[Name] } | null;
  errors?: { message: string; extensions?: Record<string, unknown> }[];
}

interface Answers {
  signup: User;
  login: AuthToken;
  refresh: AuthToken;
  logout: { revokedSessions: number };
}

/** Without it, a server that never answers would hold up everything that waits for a refresh. */
const patience = 30_000;

/** The four mutations, sent past Apollo Client: their tokens have no business in its cache. */
export class Service {
  constructor(
    private readonly uri: string,
    private readonly usesCookie: boolean,
    private readonly fetch: typeof globalThis.fetch | undefined,
  ) {}

  /** @throws AuthError when the service refuses; whatever `fetch` throws when it cannot be reached. */
  async call<Name extends keyof Answers>(
    name: Name,
    input?: object,
    accessToken?: string,
  ): Promise<Answers[Name]> {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), patience);
    try {
      const response = await (this.fetch ?? globalThis.fetch)(this.uri, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
        },
        body: JSON.stringify({ query: documents[name], variables: { input } }),
        credentials: this.usesCookie ? 'include' : 'same-origin',
        signal: waiting.signal,
      });
      const { data, errors } = (await response.json()) as Answer<Name>;
      const [error] = errors ?? [];
      if (error) throw new AuthError(error.message, error.extensions);
      const answer = data?.[name];
      if (!answer) throw new AuthError(`There was no answer (HTTP ${response.status}).`);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }
}
