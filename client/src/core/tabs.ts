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
export interface Tabs {
  /** Starts listening. Until then, there are no side effects. */
  open(): void;
  tell(message: Message): void;
  close(): void;
}

/** @param name the channel shared between tabs; null to share nothing. */
export function makeTabs(name: string | null, hear: (message: Message) => void): Tabs {
  let channel: InstanceType<typeof BroadcastChannel> | undefined;
  let isClosed = false;
  const open = () => {
    const hasTabs = 'document' in globalThis && 'BroadcastChannel' in globalThis;
    if (channel || name === null || isClosed || !hasTabs) return;
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }: { data: unknown }) => {
      const message = data as Message | null;
      if (message && isSession(message.session)) hear(message);
    };
  };
  return {
    open,
    tell(message) {
      open();
      channel?.postMessage(message);
    },
    close() {
      isClosed = true;
      channel?.close();
      channel = undefined;
    },
  };
}
