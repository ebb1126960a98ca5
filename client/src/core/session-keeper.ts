import type { Confirmation } from '../confirmation/confirmation.ts';
import { AuthError, hasCode, sessionEnded } from './auth-error.ts';
import { claimsOf } from './claims.ts';
import { callEach } from './listeners.ts';
import { makePendingLogout, type PendingLogout } from './pending-logout.ts';
import { Replacement } from './replacement.ts';
import type { Service } from './service.ts';
import {
  type AuthToken,
  type ChangeReason,
  confirmed,
  makeSession,
  readKept,
  refreshed,
  type Session,
  type SessionEnd,
  type User,
} from './session.ts';
import { makeSessionStore, type SessionStore } from './session-store.ts';
import { type AuthStorage, memoryStorage } from './storage.ts';
import { type Message, makeTabs, type Tabs } from './tabs.ts';
import { whenUserReturns } from './user-returns.ts';

type Listener = (user: User | null, reason: ChangeReason) => void;

/** A browser's session. Each tab runs at most one refresh at a time, and tabs tell each other about every change. */
export class SessionKeeper {
  session: Session | undefined;
  lastEnd: SessionEnd | null = null;
  /** Set if the app asks users to confirm their identity. */
  confirmation: Confirmation | undefined;
  readonly replacement = new Replacement();
  readonly pendingLogout: PendingLogout;
  /** Incremented when the user changes or logs out, so that results of earlier work can be discarded. */
  #epoch = 0;
  #restoring: Promise<void> | undefined;
  #refreshing: { id: string; outcome: Promise<Session> } | undefined;
  #waiting: AbortController | undefined;
  /** Earlier sessions of the current user. Their operations continue with the current session. */
  readonly #formerIds = new Set<string>();
  readonly #listeners = new Set<Listener>();
  readonly #service: Service;
  readonly #store: SessionStore;
  readonly #tabs: Tabs;

  constructor(
    service: Service,
    storage: AuthStorage,
    readonly channelName: string | null,
  ) {
    this.#service = service;
    const [forSession, forLogout] = service.usesCookie
      ? [memoryStorage(), storage]
      : [storage, memoryStorage()];
    this.#store = makeSessionStore(forSession);
    this.pendingLogout = makePendingLogout(forLogout);
    this.#tabs = makeTabs(channelName, (message) => this.#hear(message));
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resumes the session from an earlier page load. Can be retried after a network failure. */
  restore(): Promise<void> {
    this.#restoring ??= this.#takeUp();
    const restoring = this.#restoring;
    restoring.catch(() => {
      if (this.#restoring === restoring) this.#restoring = undefined;
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
    if (this.#refreshing?.id !== session.id) {
      const outcome = this.#exchange(session).finally(() => {
        if (this.#refreshing?.outcome === outcome) this.#refreshing = undefined;
      });
      this.#refreshing = { id: session.id, outcome };
    }
    return this.#refreshing.outcome;
  }

  /** Whether this is the id of the current session, or of an earlier one that it replaced for the same user. */
  owns(id: string): boolean {
    return this.session !== undefined && (this.session.id === id || this.#formerIds.has(id));
  }

  /**
   * Sends one of the client's own operations. Sends it once more if the token has to be renewed, and once if the user has to
   * confirm their identity.
   */
  async authorized<Result>(send: (accessToken: string) => Promise<Result>): Promise<Result> {
    const count = this.confirmation?.count;
    const refusals = new Set<string>();
    for (;;) {
      const token = await this.freshToken();
      if (token === undefined) throw sessionEnded();
      try {
        return await send(token);
      } catch (error) {
        if (!(error instanceof AuthError) || refusals.has(error.code)) throw error;
        refusals.add(error.code);
        if (error.code === 'UNAUTHENTICATED') await this.refresh(token);
        else if (
          error.code !== 'REAUTHENTICATION_REQUIRED' ||
          !(await this.confirmation?.needed(error.extensions, count))
        )
          throw error;
      }
    }
  }

  /** Adopts newer tokens of the same session, in every tab. */
  renew(kind: 'refresh' | 'confirmed', session: Session): void {
    this.session = session;
    void this.#write();
    this.tell(kind);
  }

  /** Tells the other tabs about a session, by default the current one. */
  tell(kind: Message['kind'], session: Session | undefined = this.session, end?: SessionEnd): void {
    if (session) this.#tabs.tell({ kind, session, end });
  }

  /** Starts a session after a login, at once. @returns a promise that resolves once the session is stored. */
  begin(token: AuthToken): Promise<User> {
    const session = makeSession(token);
    this.#restoring = Promise.resolve();
    const stored = this.#change(session, 'login');
    this.tell('login', session);
    return Promise.all([stored, this.pendingLogout.note()]).then(() => session.user);
  }

  /** Ends the session in every tab. */
  async end(kind: 'logout' | 'ended', details: Omit<SessionEnd, 'at'>): Promise<void> {
    const { session } = this;
    if (!session) return;
    const end = { ...details, at: Date.now() };
    const stored = this.#change(undefined, kind, end);
    this.tell(kind, session, end);
    await Promise.all([stored, kind === 'ended' && this.noteEnd()]);
  }

  /** In cookie mode, only a note of the end survives a reload. */
  noteEnd(): Promise<void> {
    return this.pendingLogout.note(this.lastEnd ? JSON.stringify({ end: this.lastEnd }) : undefined);
  }

  close(): void {
    this.#waiting?.abort();
    this.#tabs.close();
  }

  async #takeUp(): Promise<void> {
    this.#tabs.open();
    this.#waiting ??= whenUserReturns(() => void this.freshToken().catch(() => undefined));
    const epoch = this.#epoch;
    const { session, end } = (await this.#store.read()) ?? {};
    if (epoch !== this.#epoch) return;
    this.lastEnd = end ?? null;
    if (session) this.#change(session, 'restored');
    else if (this.#service.usesCookie) await this.#resume(epoch);
  }

  async #resume(epoch: number): Promise<void> {
    let end: SessionEnd | null | undefined;
    if (await this.pendingLogout.finish(this.#service)) end = { reason: 'logout', at: Date.now() };
    else {
      try {
        const token = await this.#service.refresh();
        if (epoch !== this.#epoch) return;
        this.#change(makeSession(token), 'restored');
        return this.noteEnd();
      } catch (error) {
        if (!hasCode(error, 'INVALID_REFRESH_TOKEN')) throw error;
        ({ end } = readKept(await this.pendingLogout.read()));
      }
    }
    if (epoch !== this.#epoch) return;
    this.lastEnd = end ?? null;
    await this.noteEnd();
  }

  async #exchange(before: Session): Promise<Session> {
    // First process messages from other tabs that arrived while this tab was suspended.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const present = await this.#ifStill(before);
    if (present.accessToken !== before.accessToken && Date.now() < present.refreshAt) return present;
    let session: Session;
    try {
      session = makeSession(await this.#service.refresh(present.refreshToken));
    } catch (error) {
      // Only this error ends a session. If the service is unreachable or busy, the session survives.
      if (!hasCode(error, 'INVALID_REFRESH_TOKEN')) throw error;
      await this.replacement.ended;
      const { session: next } = this;
      if (next && next.id !== before.id && this.owns(before.id)) return next;
      if (next?.id === before.id) {
        const reason = Date.now() < (present.expiresAt ?? Number.POSITIVE_INFINITY) ? 'ended' : 'expired';
        await this.end('ended', { reason, code: error.code, requestId: error.requestId });
      }
      throw sessionEnded();
    }
    // Discard the response if this or another tab has logged out since.
    const now = await this.#ifStill(before);
    if (now.id !== before.id) return now;
    if (session.id !== before.id) {
      // The cookie now belongs to another session.
      this.#change(session, 'login');
      if (this.owns(before.id)) return session;
      throw sessionEnded();
    }
    const renewed = refreshed(now, session);
    this.renew('refresh', renewed);
    return renewed;
  }

  /** Rereads the stored session. @throws AuthError SESSION_ENDED if another tab has replaced or ended it. */
  async #ifStill({ id }: Session): Promise<Session> {
    const stored = await this.#store.read();
    if (stored && this.session?.id === id) {
      const { session, end } = stored;
      if (!session) this.#change(undefined, 'logout', elsewhere(end));
      else if (session.id !== id) this.#change(session, 'login');
      else if (session.issuedAt > this.session.issuedAt) this.session = refreshed(this.session, session);
    }
    if (!this.session || !this.owns(id)) throw sessionEnded();
    return this.session;
  }

  /** Resolves once the change is stored. */
  #change(session: Session | undefined, reason: ChangeReason, end: SessionEnd | null = null): Promise<void> {
    this.#epoch += 1;
    const { session: before } = this;
    const isSame = session?.user.id === before?.user.id;
    this.session = session;
    this.lastEnd = end ?? (session && before && !isSame ? { reason: 'other-user', at: Date.now() } : null);
    if (isSame && before) {
      this.#formerIds.add(before.id);
      // A login proves more than a confirmation.
      this.confirmation?.confirmed();
    } else {
      this.#formerIds.clear();
      this.confirmation?.abandon();
    }
    const stored = this.#write();
    callEach(this.#listeners, session?.user ?? null, reason);
    return stored;
  }

  #write(): Promise<void> {
    return this.#store.write({ session: this.session, end: this.lastEnd });
  }

  #hear({ kind, session, end }: Message): void {
    const ours = this.session?.id === session.id ? this.session : undefined;
    if (kind === 'login' || kind === 'logout' || kind === 'ended') this.#epoch += 1;
    if (kind === 'login') {
      if (ours || !(this.replacement.ended || isNewer(session, this.session))) return;
      this.#restoring = Promise.resolve();
      this.#change(session, kind);
      this.replacement.end();
    } else if (!ours) return;
    else if (kind === 'logout' || kind === 'ended') this.#change(undefined, kind, elsewhere(end, kind));
    else if (kind === 'replacing') this.replacement.begin();
    else if (kind === 'kept') this.replacement.end();
    else {
      if (kind === 'confirmed') this.session = confirmed(ours, session);
      if (kind === 'refresh' && session.issuedAt >= ours.issuedAt) this.session = refreshed(ours, session);
      if (this.session !== ours) void this.#write();
      this.confirmation?.hear(kind);
    }
  }
}

/** If two logins race, all tabs pick the same session. */
function isNewer(one: Session, other: Session | undefined): boolean {
  if (!other || one.issuedAt !== other.issuedAt) return !other || one.issuedAt > other.issuedAt;
  return one.id > other.id;
}

/** The end of a session that another tab reports. Tabs with an earlier version of this package send no details. */
function elsewhere(end: SessionEnd | null | undefined, kind: 'logout' | 'ended' = 'logout'): SessionEnd {
  const reason = kind === 'logout' ? 'other-tab' : 'ended';
  if (!end) return { reason, at: Date.now() };
  return end.reason === 'logout' ? { ...end, reason } : end;
}
