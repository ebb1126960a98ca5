import { isSession, type Session } from './session.ts';

/** What tabs tell each other. A refresh never logs anybody in: it may come after a logout. */
export interface Message {
  kind: 'login' | 'refresh' | 'logout' | 'ended';
  session: Session;
}

/** The other tabs of this browser, where there are any: servers and React Native have none. */
export class Tabs {
  private channel: InstanceType<typeof BroadcastChannel> | undefined;
  private isClosed = false;

  /** @param name under which tabs find each other; null for none. */
  constructor(
    private readonly name: string | null,
    private readonly hear: (message: Message) => void,
  ) {}

  /** Begins to listen. Nothing outside is touched before. */
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
