/** One refresh by one tab. Times are in milliseconds. */
export interface Refresh {
  tab: string;
  at: number;
  took: number;
  /** `renewed`, an error code, or `UNREACHABLE`. */
  outcome: string;
}

export interface Tab {
  id: string;
  title: string;
  isClosed?: boolean;
}

type Message =
  | { kind: 'hello' | 'here'; tab: Tab; refreshes: Refresh[] }
  | { kind: 'bye'; tab: Tab }
  | { kind: 'refresh'; refresh: Refresh }
  | { kind: 'expire'; session: string; isWhole: boolean };

const kept = 50;

/** The refreshes of all tabs that show the panel. */
export class TimeLine {
  readonly own: Tab = { id: Math.random().toString(36).slice(2), title: document.title };
  readonly tabs = new Map<string, Tab>([[this.own.id, this.own]]);
  /** Oldest first. */
  refreshes: readonly Refresh[] = [];
  private readonly channel: InstanceType<typeof BroadcastChannel>;
  private readonly leave = () => this.tell({ kind: 'bye', tab: this.own });

  constructor(
    name: string,
    private readonly onChange: () => void,
    private readonly onExpire: (session: string, isWhole: boolean) => void,
  ) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = ({ data }: { data: Message }) => this.hear(data);
    addEventListener('pagehide', this.leave);
    this.introduce('hello');
  }

  record(refresh: Omit<Refresh, 'tab'>): void {
    const own = { ...refresh, tab: this.own.id };
    this.add([own]);
    this.tell({ kind: 'refresh', refresh: own });
  }

  /** Lets the access token expire in every tab or, if `isWhole`, the session. */
  expire(session: string, isWhole: boolean): void {
    this.onExpire(session, isWhole);
    this.tell({ kind: 'expire', session, isWhole });
  }

  close(): void {
    this.leave();
    removeEventListener('pagehide', this.leave);
    this.channel.close();
  }

  private introduce(kind: 'hello' | 'here'): void {
    this.own.title = document.title;
    this.tell({ kind, tab: this.own, refreshes: this.refreshes.filter(({ tab }) => tab === this.own.id) });
  }

  private tell(message: Message): void {
    this.channel.postMessage(message);
  }

  private hear(message: Message): void {
    if (message.kind === 'expire') this.onExpire(message.session, message.isWhole);
    else if (message.kind === 'refresh') this.add([message.refresh]);
    else {
      this.tabs.set(message.tab.id, { ...message.tab, isClosed: message.kind === 'bye' });
      this.add(message.kind === 'bye' ? [] : message.refreshes);
      if (message.kind === 'hello') this.introduce('here');
    }
  }

  private add(refreshes: readonly Refresh[]): void {
    const known = new Set(this.refreshes.map(({ tab, at }) => `${tab} ${at}`));
    const added = refreshes.filter(({ tab, at }) => !known.has(`${tab} ${at}`));
    this.refreshes = [...this.refreshes, ...added].sort((one, other) => one.at - other.at).slice(-kept);
    this.onChange();
  }
}
