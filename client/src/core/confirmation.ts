import { sessionEnded } from './auth-error.ts';

/** What the service, or another service, requires before it executes an operation. */
export interface ConfirmationNeed {
  /** For example `PASSWORD`. A hint: `startConfirmation` returns the methods that the service accepts. */
  methods: readonly string[];
  /** How old the last proof of identity may be. */
  maxAgeSeconds: number | undefined;
  /**
   * Aborted when this tab no longer has to ask: the user has confirmed or cancelled in another tab, the session has ended,
   * or a tab that the user can see asks instead.
   */
  signal: AbortSignal;
}

export const reauthenticationRequired = 'REAUTHENTICATION_REQUIRED';

/** In milliseconds: how often a waiting tab checks whether it should ask, and how long other tabs have to receive the outcome. */
const interval = 200;

interface Waiting {
  outcome: Promise<boolean>;
  settle(outcome: boolean | Promise<never>): void;
}

/** Asks the user to confirm their identity, once for all operations and tabs that wait. */
export class Confirmation {
  /** Changes with each confirmation, in any tab. */
  count = 0;
  private waiting: Waiting | undefined;
  private asking: AbortController | undefined;

  /** @param lockName the lock that the asking tab holds. Browsers release it when the user closes that tab. */
  constructor(
    private readonly ask: ((need: ConfirmationNeed) => unknown) | undefined,
    private readonly lockName: string | null,
    private readonly tell: (kind: 'wanted' | 'declined') => void,
  ) {}

  /**
   * @param extensions of the operation's error.
   * @param count the count at the time when the client sent the operation.
   * @returns whether the user has confirmed since. @throws AuthError SESSION_ENDED
   */
  needed({ methods, maxAgeSeconds }: Readonly<Record<string, unknown>>, count: number): Promise<boolean> {
    if (count !== this.count) return Promise.resolve(true);
    if (!this.ask) return Promise.resolve(false);
    if (!this.waiting) {
      let settle: Waiting['settle'] = () => undefined;
      const outcome = new Promise<boolean>((resolve) => {
        settle = resolve;
      });
      this.waiting = { outcome, settle };
      void this.takeTurns(this.waiting, {
        methods: Array.isArray(methods) ? methods : [],
        maxAgeSeconds: typeof maxAgeSeconds === 'number' ? maxAgeSeconds : undefined,
      });
    }
    return this.waiting.outcome;
  }

  confirmed(): void {
    this.count += 1;
    this.settle(true);
  }

  declined(): void {
    this.settle(false);
  }

  /** The session of the waiting operations has ended. */
  abandon(): void {
    if (this.waiting) this.settle(Promise.reject(sessionEnded()));
  }

  /** A tab that the user can see waits too. */
  giveWay(): void {
    if (isHidden()) this.asking?.abort();
  }

  private settle(outcome: boolean | Promise<never>): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.settle(outcome);
    this.asking?.abort();
  }

  /** Only one tab asks, and only while the user can see it. Without locks, each tab asks. */
  private async takeTurns(waiting: Waiting, need: Omit<ConfirmationNeed, 'signal'>): Promise<void> {
    const name = this.lockName;
    const locks = 'document' in globalThis ? globalThis.navigator?.locks : undefined;
    const askOnce = async () => {
      if (this.waiting !== waiting) return;
      const asking = new AbortController();
      this.asking = asking;
      const { signal } = asking;
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
      try {
        await Promise.race([this.ask?.({ ...need, signal }), aborted]);
      } catch {}
      if (signal.aborted) return;
      this.tell('declined');
      this.declined();
    };
    while (this.waiting === waiting) {
      if (name === null || !locks) await askOnce();
      else if (!isHidden()) {
        this.tell('wanted');
        const turn = locks.request(name, { ifAvailable: true }, async (lock) => {
          if (!lock) return;
          await askOnce();
          await pause();
        });
        await turn.catch(askOnce);
      }
      await pause();
    }
  }
}

function isHidden(): boolean {
  return 'document' in globalThis && globalThis.document.hidden;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, interval));
}
