import type { ApolloLink } from '@apollo/client';
import { makeAuthLink } from './auth-link.ts';
import { authenticationFields as serviceFields } from './authentication-fields.ts';
import { Service } from './service.ts';
import type { AuthToken, ChangeReason, User } from './session.ts';
import { SessionKeeper } from './session-keeper.ts';
import { type AuthStorage, memoryStorage } from './storage.ts';

export interface AuthOptions {
  /** The GraphQL endpoint of the service, or of the gateway in front of it. */
  uri: string;
  /** Where the session outlives the page; in memory by default, so it does not. Cookie mode needs none. */
  storage?: AuthStorage;
  /** For a service with REFRESH_TOKEN_COOKIE: the browser keeps the refresh token where no script can read it. */
  cookie?: boolean;
  /** Tabs with the same name share their session; null keeps this one to itself. */
  channel?: string | null;
  fetch?: typeof globalThis.fetch;
  /** Mutations of yours that log in, beside those of the service: they are sent without an access token. */
  authenticationFields?: readonly string[];
}

export interface NewAccount {
  username: string;
  email: string;
  password: string;
}

/** `username` takes an email too. */
export type Credentials = { password: string } & (
  | { username: string; email?: never }
  | { email: string; username?: never }
);

export interface AuthClient {
  /** Stands in front of the HttpLink. */
  readonly link: ApolloLink;
  /** Who is logged in, as far as is known: call `restore` first. */
  readonly currentUser: User | null;
  /** Takes up the session that an earlier page left. The link does it by itself before the first operation. */
  restore(): Promise<User | null>;
  /** Makes an account, and does not log in. */
  signup(account: NewAccount): Promise<User>;
  login(credentials: Credentials): Promise<User>;
  /** Takes up a session that another mutation has opened, in every tab: for ways in that this package does not know. */
  accept(tokens: AuthToken): Promise<User>;
  /**
   * The access token for requests that bypass the link: WebSockets, uploads, plain `fetch`. It is renewed before it expires, as
   * for the link.
   *
   * @param rejected a token that a server has rejected: it is replaced.
   * @returns null when logged out.
   * @throws AuthError SESSION_ENDED when the session ended just now; whatever `fetch` throws when the token could not be renewed.
   */
  accessToken(rejected?: string): Promise<string | null>;
  /**
   * Ends the session, in every tab at once and then on the server. Rejects when the server could not be told.
   *
   * @param scope which sessions of the user to end there; `OTHERS` keeps this one.
   */
  logout(scope?: 'CURRENT' | 'OTHERS' | 'ALL'): Promise<void>;
  /** Calls back whenever somebody else, or nobody, is logged in. @returns ends that. */
  onChange(listener: (user: User | null, reason: ChangeReason) => void): () => void;
  /** Ends the conversation with other tabs. */
  close(): void;
}

/** Sessions of the auth service for Apollo Client. Making it touches nothing outside; its first use does. */
export function createAuthClient({
  uri,
  storage = memoryStorage(),
  cookie = false,
  channel = `auth-session ${uri}`,
  fetch,
  authenticationFields = [],
}: AuthOptions): AuthClient {
  const service = new Service(uri, cookie, fetch);
  const keeper = new SessionKeeper(service, cookie ? memoryStorage() : storage, cookie, channel);
  const clients = new Set<ApolloLink.Operation['client']>();
  let userId: string | undefined;
  // What one user has loaded is not for the next one.
  const forget = () => {
    for (const client of clients) client.resetStore().catch(() => undefined);
  };
  keeper.listen((user, reason) => {
    const isSame = user?.id === userId || reason === 'restored';
    userId = user?.id;
    if (isSame) return;
    // The operation that has found the end is answered first: a reset would cut it off.
    if (reason === 'ended') setTimeout(forget, 0);
    else forget();
  });
  return {
    link: makeAuthLink(keeper, {
      authenticationFields: new Set([...serviceFields, ...authenticationFields]),
      onOperation: ({ client }) => void clients.add(client),
    }),
    get currentUser() {
      return keeper.session?.user ?? null;
    },
    restore: () => keeper.restore().then(() => keeper.session?.user ?? null),
    signup: (account) => service.call('signup', account),
    login: async (credentials) => keeper.begin(await service.call('login', credentials)),
    accept: (tokens) => keeper.begin(tokens),
    async accessToken(rejected) {
      const token = await keeper.freshToken();
      if (token === undefined || token !== rejected) return token ?? null;
      return (await keeper.refresh(token)).accessToken;
    },
    async logout(scope = 'CURRENT') {
      if (!cookie) await keeper.restore();
      const { session } = keeper;
      if (scope !== 'OTHERS') await keeper.end('logout');
      if (!session && !cookie) return;
      const { refreshToken = null, accessToken, endsAt = 0 } = session ?? {};
      // A router would refuse the whole of it because of an access token that has ended.
      const bearer = refreshToken === null && Date.now() < endsAt ? accessToken : undefined;
      await service.call('logout', { scope, ...(refreshToken !== null && { refreshToken }) }, bearer);
    },
    onChange: (listener) => keeper.listen(listener),
    close: () => keeper.close(),
  };
}
