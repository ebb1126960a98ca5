import type { ConfirmationNeed } from '../../confirmation/confirmation.ts';
import type { AuthCore } from '../../core/auth-core.ts';
import { AuthError } from '../../core/auth-error.ts';
import { isKnown, loadingState, nothing, type SessionState } from './session-state.ts';

/** Recovery codes that the user has not saved yet. No later response contains them. */
export interface UnsavedCodes {
  userId: string;
  codes: readonly string[];
}

/** A confirmation of the user's identity that operations wait for. */
interface Question {
  /** The operations fail unless the user has confirmed by then. */
  close: () => void;
}

type Scope = 'CURRENT' | 'OTHERS' | 'ALL';

/** In milliseconds: the first pause between two attempts, and the longest. */
const pauses = { first: 1_000, longest: 15_000 };

const stores = new WeakMap<AuthCore, SessionStore>();

/** All components share the store of a client. */
export function storeOf(client: AuthCore): SessionStore {
  const store = stores.get(client) ?? new SessionStore(client);
  stores.set(client, store);
  return store;
}

/** The session for `useSyncExternalStore`. Has no side effects before the first component subscribes. */
export class SessionStore {
  private state: SessionState = loadingState;
  private codes: UnsavedCodes | undefined;
  private question: Question | undefined;
  private notice = '';
  private readonly listeners = new Set<() => void>();
  private stop: () => void = () => undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private pendingLogout: Scope | undefined;

  constructor(private readonly client: AuthCore) {}

  readonly getSnapshot = (): SessionState => this.state;
  readonly getCodes = (): UnsavedCodes | undefined => this.codes;

  readonly getNotice = (): string => this.notice;
  readonly getQuestion = (): Question | undefined => this.question;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    if (this.listeners.size === 1) this.start();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.stop();
    };
  };

  /** Tries at once whatever the store would try again later. */
  readonly retry = async (): Promise<void> => {
    clearTimeout(this.timer);
    if (this.pendingLogout) await this.logout(this.pendingLogout);
    try {
      await this.client.restore();
      if (!this.pendingLogout) this.attempts = 0;
      this.read();
    } catch (error) {
      if (isKnown(this.state)) return;
      this.show({ ...nothing, status: 'unreachable' });
      this.tryLater(error);
    }
  };

  /**
   * Ends the session here at once. If the service does not respond, goes on telling the service.
   *
   * @throws only for `OTHERS`, since then nothing has changed.
   */
  readonly logout = async (scope: Scope = 'CURRENT'): Promise<void> => {
    if (scope === 'OTHERS') return this.client.logout(scope);
    this.pendingLogout = scope;
    try {
      await this.client.logout(scope);
      if (this.pendingLogout === scope) this.pendingLogout = undefined;
    } catch (error) {
      if (this.pendingLogout) this.tryLater(error);
    }
    this.read();
  };

  /** Call this before a login. A logout that arrives later could delete the cookie of the new session. */
  readonly beforeLogin = (): void => {
    this.pendingLogout = undefined;
    if (this.state.isLogoutPending) this.show({ ...this.state, isLogoutPending: false });
  };

  /** Renews the access token in every tab. With the token comes the user as the service knows them now. */
  readonly renewUser = async (): Promise<void> => {
    const token = await this.client.accessToken();
    if (token !== null) await this.client.accessToken(token);
    this.read();
  };

  /** Keeps recovery codes, or forgets those that the user has saved. */
  readonly keepCodes = (codes: UnsavedCodes | undefined): void => {
    this.codes = codes;
    this.tell();
  };

  /** Says something to the user who is about to be logged out, until the next login. */
  readonly say = (notice: string): void => {
    this.notice = notice;
    this.tell();
  };

  /** Asks the user to confirm their identity. @returns a promise that resolves when the question is closed. */
  readonly askUser = ({ signal }: ConfirmationNeed): Promise<void> =>
    new Promise((resolve) => {
      const question = {
        close: () => {
          if (this.question === question) {
            this.question = undefined;
            this.tell();
          }
          resolve();
        },
      };
      signal.addEventListener('abort', question.close);
      this.question = question;
      this.tell();
    });

  private start(): void {
    const changed = this.client.onChange((_user, reason) => {
      // Also a login in another tab: a logout would end its session.
      if (reason === 'login') this.pendingLogout = undefined;
      this.attempts = 0;
      this.read();
    });
    const look = () => void this.retry();
    window.addEventListener('focus', look);
    window.addEventListener('online', look);
    this.stop = () => {
      changed();
      clearTimeout(this.timer);
      window.removeEventListener('focus', look);
      window.removeEventListener('online', look);
    };
    void this.retry();
  }

  /** Adopts what the client knows. */
  private read(): void {
    const { currentUser: user, lastEnd } = this.client;
    const isLogoutPending = !user && this.pendingLogout !== undefined;
    if (user) {
      const isSame = JSON.stringify(user) === JSON.stringify(this.state.user);
      if (!isSame) this.notice = '';
      if (!isSame) this.show({ status: 'authenticated', user, end: null, isLogoutPending });
    } else if (
      this.state.status !== 'anonymous' ||
      this.state.end !== lastEnd ||
      this.state.isLogoutPending !== isLogoutPending
    ) {
      this.show({ status: 'anonymous', user: null, end: lastEnd, isLogoutPending });
    }
  }

  private tryLater(error: unknown): void {
    const asked = error instanceof AuthError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
    const pause = Math.max(asked, Math.min(pauses.first * 1.5 ** this.attempts, pauses.longest));
    this.attempts += 1;
    clearTimeout(this.timer);
    if (this.listeners.size > 0) this.timer = setTimeout(() => void this.retry(), pause);
  }

  private show(state: SessionState): void {
    this.state = state;
    if (this.codes && state.user?.id !== this.codes.userId) this.codes = undefined;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
