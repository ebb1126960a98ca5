import { isSession, type Session, type SessionEnd } from './session.ts';

/**
 * A message between tabs. A refresh never logs anyone in, since its message may arrive after a logout. `replacing` announces
 * that a new login by the same user will end the session; `kept` says that this login failed. `wanted` comes from a tab that
 * waits for a confirmation and can ask the user for it; `confirmed` and `declined` end the wait.
 */
export interface Message {
  kind: 'login' | 'refresh' | 'logout' | 'ended' | 'replacing' | 'kept' | 'wanted' | 'confirmed' | 'declined';
  session: Session;
  end?: SessionEnd | undefined;
}

/** The browser's other tabs. On servers and in React Native there are none. */
export class Tabs {
  private channel: InstanceType<typeof BroadcastChannel> | undefined;
  private isClosed = false;

  /** @param name the channel shared between tabs; null to share nothing. */
  constructor(
    private readonly name: string | null,
    private readonly hear: (message: Message) => void,
  ) {}

  /** Starts listening. Until then, there are no side effects. */
  open(): void {
    const hasTabs = 'document' in globalThis && 'BroadcastChannel' in globalThis;
    if (this.channel || this.name === null || this.isClosed || !hasTabs) return;
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({ data }: { data: unknown }) => {
      const message = data as Message | null;
      if (message && isSession(message.session)) this.hear(message);
    };
  }

  tell(message: Message): void {
    this.open();
    this.channel?.postMessage(message);
  }

  close(): void {
    this.isClosed = true;
    this.channel?.close();
    this.channel = undefined;
  }
}
