interface Values {
  isOpen?: boolean;
  /** In milliseconds of this device's clock. */
  awayUntil?: number;
  isSlow?: boolean;
}

/** What the panel remembers, and what it shares with the panels of other tabs. */
export class Settings {
  private values: Values;
  private readonly listeners = new Set<() => void>();
  private readonly hear = ({ key }: { key: string | null }) => {
    if (key !== this.key) return;
    this.values = this.read();
    for (const listener of this.listeners) listener();
  };

  constructor(private readonly key: string) {
    this.values = this.read();
    addEventListener('storage', this.hear);
  }

  get isOpen(): boolean | undefined {
    return this.values.isOpen;
  }

  get isSlow(): boolean {
    return this.values.isSlow === true;
  }

  /** For how many more milliseconds the service seems to be away. */
  get awayFor(): number {
    return Math.max(0, (this.values.awayUntil ?? 0) - Date.now());
  }

  change(values: Values): void {
    this.values = { ...this.values, ...values };
    try {
      localStorage.setItem(this.key, JSON.stringify(this.values));
    } catch {
      // Without a storage, the settings apply to this page alone.
    }
    for (const listener of this.listeners) listener();
  }

  listen(listener: () => void): void {
    this.listeners.add(listener);
  }

  close(): void {
    removeEventListener('storage', this.hear);
    this.listeners.clear();
  }

  private read(): Values {
    try {
      return JSON.parse(localStorage.getItem(this.key) ?? '{}') ?? {};
    } catch {
      return {};
    }
  }
}
