import { mutation } from './mutation.ts';
import { type Parts, parts } from './parts.ts';
import { account, Service, tokens } from './service.ts';
import type { AuthToken, ChangeReason, Session, SessionEnd, User } from './session.ts';
import { SessionKeeper } from './session-keeper.ts';
import { type AuthStorage, memoryStorage } from './storage.ts';

export interface AuthCoreOptions {
  /** The GraphQL endpoint of the service, or of the gateway in front of it. */
  uri: string;
  /**
   * Keeps the session across page loads. By default it is kept only in memory. In cookie mode no token is stored, only a
   * logout that has not reached the server yet.
   */
  storage?: AuthStorage;
  /** For services with REFRESH_TOKEN_COOKIE, where the browser keeps the refresh token in a cookie no script can read. */
  cookie?: boolean;
  /** Tabs with the same channel share a session. With null, this client shares nothing. */
  channel?: string | null;
  /** More fields of `currentUser`, such as `emailVerified`. Declare their types by augmenting `User`. */
  userFields?: string;
  fetch?: typeof globalThis.fetch;
}

export interface NewAccount {
  username: string;
  email: string;
  password: string;
}

/** `username` may also be an email. */
export type Credentials = { password: string } & (
  | { username: string; email?: never }
  | { email: string; username?: never }
);

/** The session of this browser. It knows no GraphQL client. */
export interface AuthCore {
  /** For the optional parts of this package. */
  readonly [parts]?: Parts;
  /** The user who is logged in, or null. Call `restore` first. */
  readonly currentUser: User | null;
  /** Why the last session ended, until the next login. With a storage, it survives page loads: read it after `restore`. */
  readonly lastEnd: SessionEnd | null;
  /** Resumes the session from an earlier page load. `accessToken`, `createAuthFetch` and the link call this first. */
  restore(): Promise<User | null>;
  /** Creates an account without logging in. See also `signupAndLogin`. */
  signup(account: NewAccount): Promise<User>;
  /** Rejects with FURTHER_PROOF_REQUIRED if the account needs more than a password. In that case, use `startLogin`. */
  login(credentials: Credentials): Promise<User>;
  /** Adopts, in every tab, a session that some other mutation opened. */
  accept(tokens: AuthToken): Promise<User>;
  /**
   * The access token for requests that use neither `createAuthFetch` nor the link, such as WebSockets. Renewed before it expires.
   *
   * @param rejected a token that a server has rejected and that must be replaced.
   * @returns null when logged out.
   * @throws AuthError SESSION_ENDED if the session has just ended; `fetch`'s error if the token could not be renewed.
   */
  accessToken(rejected?: string): Promise<string | null>;
  /**
   * Ends the session in every tab right away, then on the server. Rejects if the request to the server fails.
   *
   * @param scope which of the user's sessions to end on the server; `OTHERS` keeps this one.
   */
  logout(scope?: 'CURRENT' | 'OTHERS' | 'ALL'): Promise<void>;
  /** Calls the listener whenever the user changes or logs out. @returns a function that unsubscribes. */
  onChange(listener: (user: User | null, reason: ChangeReason) => void): () => void;
  /** Stops listening to other tabs. */
  close(): void;
}

/** Creating it has no side effects; they start on first use. */
export function createAuthCore({
  uri,
  storage = memoryStorage(),
  cookie = false,
  channel = `auth-session ${uri}`,
  userFields,
  fetch,
}: AuthCoreOptions): AuthCore {
  const service = new Service(uri, cookie, fetch, userFields);
  const keeper = new SessionKeeper(service, storage, channel);
  /** The session of a logout that the service has not answered, for the next call. */
  let untold: Session | undefined;
  return {
    [parts]: { service, keeper },
    get currentUser() {
      return keeper.session?.user ?? null;
    },
    get lastEnd() {
      return keeper.lastEnd;
    },
    restore: () => keeper.restore().then(() => keeper.session?.user ?? null),
    signup: (input) => service.send(mutation('signup', 'SignupInput!', account), { input }),
    login: async (input) =>
      keeper.begin(await service.send(mutation('login', 'LoginInput!', tokens), { input })),
    accept: async (token) => keeper.begin(token),
    async accessToken(rejected) {
      const token = await keeper.freshToken();
      if (token === undefined || token !== rejected) return token ?? null;
      return (await keeper.refresh(token)).accessToken;
    },
    async logout(scope = 'CURRENT') {
      if (!cookie) await keeper.restore();
      const session = keeper.session ?? untold;
      untold = session;
      if (scope !== 'OTHERS')
        await Promise.all([keeper.end('logout', { reason: 'logout' }), keeper.pendingLogout.note(scope)]);
      if (!session && !cookie) return;
      const { refreshToken = null, accessToken, endsAt = 0 } = session ?? {};
      // Leave out an expired access token, since a router would reject the whole operation.
      const bearer = refreshToken === null && Date.now() < endsAt ? accessToken : undefined;
      await service.logout(scope, refreshToken, bearer);
      untold = undefined;
      if (scope !== 'OTHERS') await keeper.noteEnd();
    },
    onChange: (listener) => keeper.listen(listener),
    close: () => keeper.close(),
  };
}
