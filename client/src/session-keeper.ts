import { AuthError } from './auth-error.ts';
import type { Service } from './service.ts';
import {
  type AuthToken,
  type ChangeReason,
  makeSession,
  readSession,
  type Session,
  sessionIdOf,
  type User,
} from './session.ts';
import type { AuthStorage } from './storage.ts';

/** What tabs tell each other. A refresh never logs anybody in: it may come after a logout. */
interface Message {
  kind: 'login' | 'refresh' | 'logout' | 'ended';
  session: Session;
}

type Listener = (user: User | null, reason: ChangeReason) => void;

/** The session of one browser: one refresh at a time in each tab, and every tab knows what another one did. */
export class SessionKeeper {
  private session: Session | undefined;
  private restoring: Promise<void> | undefined;
  private refreshing: Promise<Session | undefined> | undefined;
  private channel: InstanceType<typeof BroadcastChannel> | undefined;
  private readonly listeners = new Set<Listener>();

  constructor(
    private readonly service: Service,
    private readonly storage: AuthStorage,
    private readonly usesCookie: boolean,
    private readonly channelName: string | null,
  ) {}

  get user(): User | null {
    return this.session?.user ?? null;
  }

  get accessToken(): string | undefined {
    return this.session?.accessToken;
  }

  get refreshToken(): string | null {
    return this.session?.refreshToken ?? null;
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes up the session that an earlier page left. A failure of the network may be tried again. */
  restore(): Promise<void> {
    this.restoring ??= this.takeUp().catch((error: unknown) => {
      this.restoring = undefined;
      throw error;
    });
    return this.restoring;
  }

  /** The token to send now, renewed if its end is near; nothing when nobody is logged in. */
  async freshToken(): Promise<string | undefined> {
    await this.restore();
    const { session } = this;
    if (!session || Date.now() < session.refreshAt) return session?.accessToken;
    try {
      return (await this.refresh(session.accessToken))?.accessToken;
    } catch (error) {
      if (Date.now() < session.endsAt) return session.accessToken;
      throw error;
    }
  }

  /**
   * @param rejected the access token that is no longer good; where another one has replaced it already, nothing is sent.
   * @returns the session that goes on; nothing when it has ended, or somebody logged out meanwhile.
   */
  async refresh(rejected: string): Promise<Session | undefined> {
    const { session } = this;
    // Somebody else may have logged in meanwhile, in whose name nothing of this is sent.
    if (session?.id !== sessionIdOf(rejected)) return undefined;
    if (session.accessToken !== rejected) return session;
    this.refreshing ??= this.exchange(session).finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  /** Somebody has logged in. */
  async begin(token: AuthToken): Promise<User> {
    this.restoring = Promise.resolve();
    const session = makeSession(token);
    await this.keep(session, 'login');
    return session.user;
  }

  /** Nobody is logged in any more, in any tab. */
  async end(reason: 'logout' | 'ended'): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.change(undefined, reason);
    this.tell({ kind: reason, session });
    await this.storage.remove();
  }

  close(): void {
    this.channel?.close();
    this.channel = undefined;
    this.listeners.clear();
  }

  private async takeUp(): Promise<void> {
    this.openChannel();
    const stored = readSession(await this.storage.get());
    if (stored && !this.session) this.change(stored, 'restored');
    if (!this.usesCookie || this.session) return;
    try {
      const token = await this.service.call('refresh');
      if (!this.session) await this.keep(makeSession(token), 'restored');
    } catch (error) {
      if (!isEnd(error)) throw error;
    }
  }

  private async exchange(before: Session): Promise<Session | undefined> {
    // What other tabs have told while this one slept comes first.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const stored = readSession(await this.storage.get());
    if (this.session?.id !== before.id) return undefined;
    if (stored?.id === before.id) this.session = stored;
    const { accessToken, refreshAt, refreshToken } = this.session;
    if (accessToken !== before.accessToken && Date.now() < refreshAt) return this.session;
    const input = refreshToken === null ? undefined : { refreshToken };
    try {
      const token = await this.service.call('refresh', input);
      // Logged out meanwhile, here or in another tab: what came back is thrown away.
      if (!(await this.isStill(before))) return undefined;
      const session = makeSession(token);
      await this.keep(session, 'refresh');
      return session;
    } catch (error) {
      if (!isEnd(error)) throw error;
      if (await this.isStill(before)) await this.end('ended');
      return undefined;
    }
  }

  private async isStill({ id }: Session): Promise<boolean> {
    if (this.session?.id !== id) return false;
    const stored = readSession(await this.storage.get());
    return stored?.id === id;
  }

  private async keep(session: Session, kind: 'login' | 'refresh' | 'restored'): Promise<void> {
    this.change(session, kind);
    await this.storage.set(JSON.stringify(session));
    if (kind !== 'restored') this.tell({ kind, session });
  }

  private change(session: Session | undefined, reason: ChangeReason | 'refresh'): void {
    this.session = session;
    if (reason === 'refresh') return;
    for (const listener of [...this.listeners]) listener(session?.user ?? null, reason);
  }

  private tell(message: Message): void {
    this.openChannel();
    this.channel?.postMessage(message);
  }

  /** Only where there are pages: servers and React Native have no tabs. */
  private openChannel(): void {
    const hasTabs = 'document' in globalThis && 'BroadcastChannel' in globalThis;
    if (this.channel || this.channelName === null || !hasTabs) return;
    this.channel = new BroadcastChannel(this.channelName);
    this.channel.onmessage = ({ data }: { data: unknown }) => void this.hear(data as Message);
  }

  private async hear({ kind, session }: Message): Promise<void> {
    const isOurs = this.session?.id === session.id;
    if (kind === 'login') {
      this.restoring = Promise.resolve();
      this.change(session, 'login');
      await this.storage.set(JSON.stringify(session));
    } else if (kind === 'refresh' && isOurs) {
      this.session = session;
      await this.storage.set(JSON.stringify(session));
    } else if ((kind === 'logout' || kind === 'ended') && isOurs) {
      this.change(undefined, kind);
      await this.storage.remove();
    }
  }
}

/** The one answer that ends a session. The service may be away or busy, and the session is as good as before. */
function isEnd(error: unknown): boolean {
  return error instanceof AuthError && error.code === 'INVALID_REFRESH_TOKEN';
}
