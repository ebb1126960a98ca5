import { isSession, type Session } from './session.ts';

/** A message between tabs. A refresh never logs a user in, since its message may arrive after a logout. */
export interface Message {
  kind: 'login' | 'refresh' | 'logout' | 'ended';
  session: Session;
}

/** The other tabs of this browser. Servers and React Native have no other tabs. */
export class Tabs {
  private channel: InstanceType<typeof BroadcastChannel> | undefined;
  private isClosed = false;

  /** @param name the channel that tabs share; null to share nothing. */
  constructor(
    private readonly name: string | null,
    private readonly hear: (message: Message) => void,
  ) {}

  /** Starts listening. Before this call, the object has no side effects. */
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
