import type { ConfirmationNeed } from './confirmation.ts';
import { takeStep } from './login-step.ts';
import { type Parts, parts } from './parts.ts';
import { type LoginAnswer, Service } from './service.ts';
import type {
  AuthToken,
  ChangeReason,
  ConfirmationChallenge,
  LoginStep,
  SessionEnd,
  User,
} from './session.ts';
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
  fetch?: typeof globalThis.fetch;
  /**
   * Asks the user to confirm their identity, with `startConfirmation` and `confirmIdentity`. Called once for all operations
   * and tabs that wait; the client then sends their operations again. If the user has not confirmed when the returned promise
   * settles, the operations fail with REAUTHENTICATION_REQUIRED. Without this function, they fail at once.
   */
  onConfirmationNeeded?: (need: ConfirmationNeed) => unknown;
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

export type LoginProof = { challenge: string } & (
  | {
      /** The code that the user's authenticator app shows. */
      totp: string;
    }
  | { recoveryCode: string }
  | {
      /** The AuthenticationResponseJSON of WebAuthn. */
      passkey: object;
    }
  | {
      /** The code from the mail, or the token from its link. */
      emailCode: string;
    }
  | {
      /** Restores an account that the user has asked to delete. */
      restore: true;
    }
);

/** The code with its flow, or the token from the link with the password. */
export type SignupProof = { username?: string } & (
  | { flow: string; code: string }
  | { token: string; password: string }
);

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
}

/** The challenge of `startConfirmation`, and one proof. */
export type IdentityProof = { challenge: string } & OneOf<{
  password: string;
  emailCode: string;
  totp: string;
  recoveryCode: string;
  /** The AuthenticationResponseJSON of WebAuthn. */
  passkey: object;
}>;

type OneOf<Proofs> = {
  [Name in keyof Proofs]: Pick<Proofs, Name> & { [Other in Exclude<keyof Proofs, Name>]?: never };
}[keyof Proofs];

/** From the mail to the new email: the token of its link, or its code with the flow of the request. */
export type EmailChangeProof =
  | { token: string }
  | {
      flow: string;
      code: string;
      /** The code from the mail to the old email. With it, the old email cannot undo the change. */
      oldCode?: string;
    };

/** The session of this browser. It knows no GraphQL client. */
export interface AuthCore {
  /** For the optional parts of this package. */
  readonly [parts]?: Parts;
  /** The user who is logged in, or null. Call `restore` first. */
  readonly currentUser: User | null;
  /** Why the last session ended, until the next login. With a storage, it survives page loads: read it after `restore`. */
  readonly lastEnd: SessionEnd | null;
  /** Resumes the session from an earlier page load. `accessToken` and the link call this first. */
  restore(): Promise<User | null>;
  /** Creates an account without logging in. */
  signup(account: NewAccount): Promise<User>;
  /** Rejects with FURTHER_PROOF_REQUIRED if the account needs more than a password. In that case, use `startLogin`. */
  login(credentials: Credentials): Promise<User>;
  /** Begins a login that may ask for more than a password. */
  startLogin(credentials: Credentials): Promise<LoginStep>;
  continueLogin(proof: LoginProof): Promise<LoginStep>;
  /** Completes a signup begun with `startSignup`, and logs in. */
  completeSignup(proof: SignupProof): Promise<LoginStep>;
  /** Changes the password. All tabs of this browser stay logged in, with a new session; other devices are logged out. */
  changePassword(change: PasswordChange): Promise<User>;
  /** Completes a change that `requestEmailChange` began. Replaces the session, as `changePassword` does. */
  confirmEmailChange(proof: EmailChangeProof): Promise<User>;
  /** Returns the proofs that the service accepts now. If a code is the only one, the service mails it. */
  startConfirmation(): Promise<ConfirmationChallenge>;
  /** Confirms the user's identity in every tab. The client then sends the waiting operations again. */
  confirmIdentity(proof: IdentityProof): Promise<User>;
  /** Adopts, in every tab, a session that some other mutation opened. */
  accept(tokens: AuthToken): Promise<User>;
  /**
   * The access token for requests that bypass the link: WebSockets, uploads, plain `fetch`. Renewed before it expires, just
   * as for the link.
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
  fetch,
  onConfirmationNeeded,
}: AuthCoreOptions): AuthCore {
  const service = new Service(uri, cookie, fetch);
  const keeper = new SessionKeeper(service, storage, cookie, channel, onConfirmationNeeded);
  const take = (answer: LoginAnswer) => takeStep(keeper, answer);
  return {
    [parts]: { service, keeper },
    get currentUser() {
      return keeper.session?.user ?? null;
    },
    get lastEnd() {
      return keeper.lastEnd;
    },
    restore: () => keeper.restore().then(() => keeper.session?.user ?? null),
    signup: (account) => service.call('signup', account),
    login: async (credentials) => keeper.begin(await service.call('login', credentials)),
    startLogin: async (credentials) => take(await service.call('startLogin', credentials)),
    continueLogin: async (proof) => take(await service.call('continueLogin', proof)),
    completeSignup: async (proof) => take(await service.call('completeSignup', proof)),
    changePassword: (change) => keeper.replace((token) => service.call('changePassword', change, token)),
    confirmEmailChange: (proof) =>
      keeper.replace((token) => service.call('confirmEmailChange', proof, token)),
    startConfirmation: () =>
      keeper.authorized((token) => service.call('startConfirmation', undefined, token)),
    confirmIdentity: (proof) => keeper.confirm((token) => service.call('confirmIdentity', proof, token)),
    accept: async (tokens) => keeper.begin(tokens),
    async accessToken(rejected) {
      const token = await keeper.freshToken();
      if (token === undefined || token !== rejected) return token ?? null;
      return (await keeper.refresh(token)).accessToken;
    },
    async logout(scope = 'CURRENT') {
      if (!cookie) await keeper.restore();
      const { session } = keeper;
      if (scope !== 'OTHERS')
        await Promise.all([keeper.end('logout', { reason: 'logout' }), keeper.pendingLogout.note(scope)]);
      if (!session && !cookie) return;
      const { refreshToken = null, accessToken, endsAt = 0 } = session ?? {};
      // Leave out an expired access token, since a router would reject the whole operation.
      const bearer = refreshToken === null && Date.now() < endsAt ? accessToken : undefined;
      await service.call('logout', { scope, ...(refreshToken !== null && { refreshToken }) }, bearer);
      if (scope !== 'OTHERS') await keeper.noteEnd();
    },
    onChange: (listener) => keeper.listen(listener),
    close: () => keeper.close(),
  };
}
