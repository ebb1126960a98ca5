import type { User } from '../core/session.ts';
import type { LoginChallenge, LoginStep } from './login-step.ts';

/** Why the last call failed. */
export interface LoginProblem {
  /** A code of the service, `UNREACHABLE` if there was no response, or the code of a passkey's error. */
  code: string;
  /** After this many seconds the same call may succeed. Undefined if the service named no time. */
  retryAfter: number | undefined;
  /** What was thrown: an `AuthError`, or `fetch`'s error. */
  error: unknown;
}

interface Common {
  /** The username or email of the last `start`. Put it into the form for the password. */
  identifier: string;
  /** Whether a call is under way. */
  isBusy: boolean;
}

/** What the login asks for. */
type Asked = Omit<LoginChallenge, 'challenge'> & {
  /** When the login has to begin again, in milliseconds of this device's clock. */
  expiresAt: number;
};

export type LoginState = Common &
  (
    | { status: 'idle'; problem: null }
    /** The login has to begin again, with the password. */
    | { status: 'failed'; problem: LoginProblem }
    /** The login needs another proof. After a wrong one, `problem` says why, and the user may try again. */
    | ({ status: 'asking'; problem: LoginProblem | null } & Asked)
    /** The user is logged in. If there are recovery codes, show them now: no other response contains them. */
    | { status: 'done'; problem: null; user: User; recoveryCodes: readonly string[] | null }
  );

/**
 * A login from the first proof to the session. No method rejects: each resolves to the state that follows. While a request
 * is under way, further calls send nothing and share its outcome.
 */
export interface LoginFlow {
  /** Changes only with the state, as React's `useSyncExternalStore` requires. */
  getSnapshot(): LoginState;
  /** Calls the listener after each change of the state. @returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** @param identifier the username or the email. */
  start(identifier: string, password: string): Promise<LoginState>;
  /** Also the first code of an authenticator that the user has just set up. */
  proveTotp(code: string): Promise<LoginState>;
  proveRecoveryCode(code: string): Promise<LoginState>;
  /**
   * @param ask asks the user for the passkey, and returns the AuthenticationResponseJSON of WebAuthn. Aborted by `cancel`, and
   * by a call of another method.
   */
  provePasskey(ask: (options: object, signal: AbortSignal) => Promise<object>): Promise<LoginState>;
  /** @param code the code from the mail, or the token from its link. */
  proveEmailCode(code: string): Promise<LoginState>;
  /** Restores an account that the user has asked to delete. */
  restore(): Promise<LoginState>;
  /**
   * Logs in by other means, such as `logInWithPasskey`.
   *
   * @param open returns the next step. Aborted by `cancel`, and by a call of another method.
   */
  open(open: (signal: AbortSignal) => Promise<LoginStep>): Promise<LoginState>;
  /** Continues a login that began elsewhere, such as with `completeSignup`. Stops a call that is under way. */
  follow(step: LoginStep): LoginState;
  /** Aborts a call that is under way, and returns to the password. Call it when the form is unmounted. */
  cancel(): void;
}
