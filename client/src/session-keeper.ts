import { AuthError } from './auth-error.ts';
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
import type { AuthStorage } from './storage.ts';
import { type Message, Tabs } from './tabs.ts';

type Listener = (user: User | null, reason: ChangeReason) => void;

/** The session of one browser: one refresh at a time in each tab, and every tab knows what another one did. */
export class SessionKeeper {
  session: Session | undefined;
  /** Rises whenever somebody else, or nobody, is logged in: what was begun before belongs to the past. */
  private epoch = 0;
  private restoring: Promise<void> | undefined;
  private refreshing: { id: string; outcome: Promise<Session> } | undefined;
  private readonly store: SessionStore;
  private readonly tabs: Tabs;
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly service: Service,
    storage: AuthStorage,
    private readonly usesCookie: boolean,
    channelName: string | null,
  ) {
    this.store = new SessionStore(storage);
    this.tabs = new Tabs(channelName, (message) => this.hear(message));
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes up the session that an earlier page left. A failure of the network may be tried again. */
  restore(): Promise<void> {
    this.restoring ??= this.takeUp();
    const { restoring } = this;
    restoring.catch(() => {
      if (this.restoring === restoring) this.restoring = undefined;
    });
    return restoring;
  }

  /**
   * The token to send now, renewed if its end is near; nothing when nobody is logged in.
   *
   * @throws AuthError SESSION_ENDED when it ended just now, rather than let an operation of somebody go out as nobody's.
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
   * @param rejected the access token that is no longer good; where another one has replaced it already, nothing is sent.
   * @returns the session that goes on.
   * @throws AuthError SESSION_ENDED when it has ended, or somebody else is logged in by now.
   */
  async refresh(rejected: string): Promise<Session> {
    const { session } = this;
    if (session?.id !== claimsOf(rejected).sid) throw sessionEnded();
    if (session.accessToken !== rejected) return session;
    if (this.refreshing?.id !== session.id) {
      const outcome = this.exchange(session).finally(() => {
        if (this.refreshing?.outcome === outcome) this.refreshing = undefined;
      });
      this.refreshing = { id: session.id, outcome };
    }
    return this.refreshing.outcome;
  }

  /** Somebody has logged in. */
  async begin(token: AuthToken): Promise<User> {
    this.restoring = Promise.resolve();
    const session = makeSession(token);
    const stored = this.change(session, 'login');
    this.tabs.tell({ kind: 'login', session });
    await stored;
    return session.user;
  }

  /** Nobody is logged in any more, in any tab. */
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
    else if (this.usesCookie) {
      try {
        const token = await this.service.refresh();
        if (epoch === this.epoch) this.change(makeSession(token), 'restored');
      } catch (error) {
        if (!isEnd(error)) throw error;
      }
    }
  }

  private async exchange(before: Session): Promise<Session> {
    // What other tabs have told while this one slept comes first.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const present = await this.ifStill(before);
    if (present.accessToken !== before.accessToken && Date.now() < present.refreshAt) return present;
    let session: Session;
    try {
      session = makeSession(await this.service.refresh(present.refreshToken));
    } catch (error) {
      if (!isEnd(error)) throw error;
      if (this.session?.id === before.id) await this.end('ended');
      throw sessionEnded();
    }
    // Logged out meanwhile, here or in another tab: what came back is thrown away.
    await this.ifStill(before);
    if (session.id !== before.id) {
      // The cookie is another one's by now.
      this.change(session, 'login');
      throw sessionEnded();
    }
    this.session = session;
    void this.store.write(session);
    this.tabs.tell({ kind: 'refresh', session });
    return session;
  }

  /** Looks at what other tabs have stored. @throws AuthError SESSION_ENDED when that is no longer this session. */
  private async ifStill({ id }: Session): Promise<Session> {
    const stored = await this.store.read();
    if (this.session?.id === id) {
      if (stored === 'nothing') this.change(undefined, 'logout');
      else if (stored !== 'unknown' && stored.id !== id) this.change(stored, 'login');
      else if (stored !== 'unknown' && stored.issuedAt > this.session.issuedAt) this.session = stored;
    }
    if (this.session?.id !== id) throw sessionEnded();
    return this.session;
  }

  /** @returns when it is stored. */
  private change(session: Session | undefined, reason: ChangeReason): Promise<void> {
    this.epoch += 1;
    this.session = session;
    const stored = this.store.write(session);
    for (const listener of [...this.listeners]) {
      try {
        listener(session?.user ?? null, reason);
      } catch (error) {
        // It is the listener's own mistake, and is reported as one.
        setTimeout(() => {
          throw error;
        });
      }
    }
    return stored;
  }

  private hear({ kind, session }: Message): void {
    const ours = this.session?.id === session.id ? this.session : undefined;
    if (kind !== 'refresh') this.epoch += 1;
    if (kind === 'refresh' && ours && session.issuedAt >= ours.issuedAt) {
      this.session = session;
      void this.store.write(session);
    } else if (kind === 'login' && !ours && isNewer(session, this.session)) {
      this.restoring = Promise.resolve();
      this.change(session, 'login');
    } else if ((kind === 'logout' || kind === 'ended') && ours) {
      this.change(undefined, kind);
    }
  }
}

/** Of two logins that cross, all tabs take the same one. */
function isNewer(one: Session, other: Session | undefined): boolean {
  if (!other || one.issuedAt !== other.issuedAt) return !other || one.issuedAt > other.issuedAt;
  return one.id > other.id;
}

/** The one answer that ends a session. The service may be away or busy, and the session is as good as before. */
function isEnd(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'INVALID_REFRESH_TOKEN';
}

function sessionEnded(): AuthError {
  return new AuthError('The session has ended.', { code: 'SESSION_ENDED' });
}
