import { AuthError } from './auth-error.ts';
import { PendingLogout } from './pending-logout.ts';
import { Replacement } from './replacement.ts';
import type { Service } from './service.ts';
import {
  type AuthToken,
  type ChangeReason,
  claimsOf,
  makeSession,
  type Session,
  type User,
} from './session.ts';
import { SessionStore } from './session-store.ts';
import { type AuthStorage, memoryStorage } from './storage.ts';
import { type Message, Tabs } from './tabs.ts';

type Listener = (user: User | null, reason: ChangeReason) => void;

/** A browser's session. Each tab runs at most one refresh at a time, and tabs tell each other about every change. */
export class SessionKeeper {
  session: Session | undefined;
  /** Incremented when the user changes or logs out, so that results of earlier work can be discarded. */
  private epoch = 0;
  private restoring: Promise<void> | undefined;
  private refreshing: { id: string; outcome: Promise<Session> } | undefined;
  /** Earlier sessions of the current user. Their operations continue with the current session. */
  private readonly formerIds = new Set<string>();
  private readonly replacement = new Replacement();
  private readonly store: SessionStore;
  readonly pendingLogout: PendingLogout;
  private readonly tabs: Tabs;
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly service: Service,
    storage: AuthStorage,
    private readonly usesCookie: boolean,
    channelName: string | null,
  ) {
    const [forSession, forLogout] = usesCookie ? [memoryStorage(), storage] : [storage, memoryStorage()];
    this.store = new SessionStore(forSession);
    this.pendingLogout = new PendingLogout(forLogout);
    this.tabs = new Tabs(channelName, (message) => this.hear(message));
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resumes the session from an earlier page load. Can be retried after a network failure. */
  restore(): Promise<void> {
    this.restoring ??= this.takeUp();
    const { restoring } = this;
    restoring.catch(() => {
      if (this.restoring === restoring) this.restoring = undefined;
    });
    return restoring;
  }

  /**
   * Returns the token to send now, renewed if it is about to expire; undefined when logged out.
   *
   * @throws AuthError SESSION_ENDED if the session has just ended, so that the user's operation is not sent anonymously.
   */
  async freshToken(): Promise<string | undefined> {
    await this.restore();
    const { session } = this;
    if (!session || Date.now() < session.refreshAt) return session?.accessToken;
    try {
      return (await this.refresh(session.accessToken)).accessToken;
    } catch (error) {
      if (this.session === session && Date.now() < session.endsAt) return session.accessToken;
      throw error;
    }
  }

  /**
   * @param rejected the invalid access token. If it has already been replaced, no request is sent.
   * @returns the continued session.
   * @throws AuthError SESSION_ENDED if the session has ended, or another user has logged in since.
   */
  async refresh(rejected: string): Promise<Session> {
    const { session } = this;
    if (!session || !this.owns(claimsOf(rejected).sid)) throw sessionEnded();
    if (session.accessToken !== rejected) return session;
    if (this.refreshing?.id !== session.id) {
      const outcome = this.exchange(session).finally(() => {
        if (this.refreshing?.outcome === outcome) this.refreshing = undefined;
      });
      this.refreshing = { id: session.id, outcome };
    }
    return this.refreshing.outcome;
  }

  /** Whether this is the id of the current session, or of an earlier one that it replaced for the same user. */
  owns(id: string): boolean {
    return this.session !== undefined && (this.session.id === id || this.formerIds.has(id));
  }

  /**
   * Replaces the session with a new one for the same user. The old session ends before the new one arrives, but no tab
   * mistakes this for a logout.
   */
  async replace(open: (accessToken: string) => Promise<AuthToken>, isAgain = false): Promise<User> {
    const token = await this.freshToken();
    const { session } = this;
    if (token === undefined || !session) throw sessionEnded();
    this.replacement.begin();
    this.tabs.tell({ kind: 'replacing', session });
    try {
      const user = await this.begin(await open(token));
      this.replacement.end();
      return user;
    } catch (error) {
      this.replacement.end();
      this.tabs.tell({ kind: 'kept', session });
      if (isAgain || !(error instanceof AuthError) || error.code !== 'UNAUTHENTICATED') throw error;
    }
    await this.refresh(token);
    return this.replace(open, true);
  }

  /** Starts a session after a login. */
  async begin(token: AuthToken): Promise<User> {
    this.restoring = Promise.resolve();
    const session = makeSession(token);
    const stored = this.change(session, 'login');
    this.tabs.tell({ kind: 'login', session });
    await Promise.all([stored, this.pendingLogout.note()]);
    return session.user;
  }

  /** Ends the session in every tab. */
  async end(reason: 'logout' | 'ended'): Promise<void> {
    const { session } = this;
    if (!session) return;
    const stored = this.change(undefined, reason);
    this.tabs.tell({ kind: reason, session });
    await stored;
  }

  close(): void {
    this.tabs.close();
  }

  private async takeUp(): Promise<void> {
    this.tabs.open();
    const { epoch } = this;
    const stored = await this.store.read();
    if (epoch !== this.epoch) return;
    if (typeof stored === 'object') this.change(stored, 'restored');
    else if (this.usesCookie && !(await this.pendingLogout.finish(this.service))) {
      try {
        const token = await this.service.refresh();
        if (epoch === this.epoch) this.change(makeSession(token), 'restored');
      } catch (error) {
        if (!isEnd(error)) throw error;
      }
    }
  }

  private async exchange(before: Session): Promise<Session> {
    // First process messages from other tabs that arrived while this tab was suspended.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const present = await this.ifStill(before);
    if (present.accessToken !== before.accessToken && Date.now() < present.refreshAt) return present;
    let session: Session;
    try {
      session = makeSession(await this.service.refresh(present.refreshToken));
    } catch (error) {
      if (!isEnd(error)) throw error;
      await this.replacement.ended;
      const { session: next } = this;
      if (next && next.id !== before.id && this.owns(before.id)) return next;
      if (next?.id === before.id) await this.end('ended');
      throw sessionEnded();
    }
    // Discard the response if this or another tab has logged out since.
    const now = await this.ifStill(before);
    if (now.id !== before.id) return now;
    if (session.id !== before.id) {
      // The cookie now belongs to another session.
      this.change(session, 'login');
      if (this.owns(before.id)) return session;
      throw sessionEnded();
    }
    this.session = session;
    void this.store.write(session);
    this.tabs.tell({ kind: 'refresh', session });
    return session;
  }

  /** Rereads the stored session. @throws AuthError SESSION_ENDED if another tab has replaced or ended it. */
  private async ifStill({ id }: Session): Promise<Session> {
    const stored = await this.store.read();
    if (this.session?.id === id) {
      if (stored === 'nothing') this.change(undefined, 'logout');
      else if (stored !== 'unknown' && stored.id !== id) this.change(stored, 'login');
      else if (stored !== 'unknown' && stored.issuedAt > this.session.issuedAt) this.session = stored;
    }
    if (!this.session || !this.owns(id)) throw sessionEnded();
    return this.session;
  }

  /** Resolves once the change is stored. */
  private change(session: Session | undefined, reason: ChangeReason): Promise<void> {
    this.epoch += 1;
    if (session?.user.id !== this.session?.user.id) this.formerIds.clear();
    else if (this.session) this.formerIds.add(this.session.id);
    this.session = session;
    const stored = this.store.write(session);
    for (const listener of [...this.listeners]) {
      try {
        listener(session?.user ?? null, reason);
      } catch (error) {
        // Report a listener's error as uncaught, since it is a bug in the listener.
        setTimeout(() => {
          throw error;
        });
      }
    }
    return stored;
  }

  private hear({ kind, session }: Message): void {
    const ours = this.session?.id === session.id ? this.session : undefined;
    if (kind === 'replacing' || kind === 'kept') {
      if (ours) this.replacement[kind === 'kept' ? 'end' : 'begin']();
      return;
    }
    if (kind !== 'refresh') this.epoch += 1;
    if (kind === 'refresh' && ours && session.issuedAt >= ours.issuedAt) {
      this.session = session;
      void this.store.write(session);
    } else if (kind === 'login' && !ours && (this.replacement.ended || isNewer(session, this.session))) {
      this.restoring = Promise.resolve();
      this.change(session, 'login');
      this.replacement.end();
    } else if ((kind === 'logout' || kind === 'ended') && ours) {
      this.change(undefined, kind);
    }
  }
}

/** If two logins race, all tabs pick the same session. */
function isNewer(one: Session, other: Session | undefined): boolean {
  if (!other || one.issuedAt !== other.issuedAt) return !other || one.issuedAt > other.issuedAt;
  return one.id > other.id;
}

/** Only this error ends a session. If the service is unreachable or busy, the session survives. */
function isEnd(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'INVALID_REFRESH_TOKEN';
}

export function sessionEnded(): AuthError {
  return new AuthError('The session has ended.', { code: 'SESSION_ENDED' });
}
