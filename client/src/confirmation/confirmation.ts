import { sessionEnded } from '../core/auth-error.ts';

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

/** Asks the user to confirm their identity, once for all operations and tabs that wait. */
export interface Confirmation {
  /** Changes with each confirmation, in any tab. */
  count: number;
  /**
   * @param extensions of the operation's error.
   * @param count the count at the time when the client sent the operation.
   * @returns whether the user has confirmed since. @throws AuthError SESSION_ENDED
   */
  needed(extensions: Readonly<Record<string, unknown>>, count: number | undefined): Promise<boolean>;
  /** Another tab has sent a message. */
  hear(kind: string): void;
  confirmed(): void;
  /** The session of the waiting operations has ended. */
  abandon(): void;
  /** The app no longer asks. */
  stop(): void;
}

interface Waiting {
  outcome: Promise<boolean>;
  settle(outcome: boolean | Promise<never>): void;
}

/** In milliseconds: how often a waiting tab checks whether it should ask, and how long other tabs have to receive the outcome. */
const interval = 200;

/** @param lockName the lock that the asking tab holds. Browsers release it when the user closes that tab. */
export function makeConfirmation(
  ask: (need: ConfirmationNeed) => unknown,
  lockName: string | null,
  tell: (kind: 'wanted' | 'declined') => void,
): Confirmation {
  let present: Waiting | undefined;
  let asking: AbortController | undefined;

  const settle = (outcome: boolean | Promise<never>) => {
    const waiting = present;
    present = undefined;
    waiting?.settle(outcome);
    asking?.abort();
  };
  const decline = () => {
    tell('declined');
    settle(false);
  };

  const askOnce = async (waiting: Waiting, need: Omit<ConfirmationNeed, 'signal'>) => {
    if (present !== waiting) return;
    asking = new AbortController();
    const { signal } = asking;
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    try {
      await Promise.race([ask({ ...need, signal }), aborted]);
    } catch {}
    if (!signal.aborted) decline();
  };

  /** Only one tab asks, and only while the user can see it. Without locks, each tab asks. */
  const takeTurns = async (waiting: Waiting, need: Omit<ConfirmationNeed, 'signal'>) => {
    const locks = 'document' in globalThis ? globalThis.navigator?.locks : undefined;
    const askNow = () => askOnce(waiting, need);
    while (present === waiting) {
      if (lockName === null || !locks) await askNow();
      else if (!isHidden()) {
        tell('wanted');
        const turn = locks.request(lockName, { ifAvailable: true }, async (lock) => {
          if (!lock) return;
          await askNow();
          await pause();
        });
        await turn.catch(askNow);
      }
      await pause();
    }
  };

  const confirmation: Confirmation = {
    count: 0,
    needed({ methods, maxAgeSeconds }, count) {
      if (count !== confirmation.count) return Promise.resolve(true);
      if (present) return present.outcome;
      let resolve: Waiting['settle'] = () => undefined;
      const outcome = new Promise<boolean>((fulfil) => {
        resolve = fulfil;
      });
      present = { outcome, settle: resolve };
      void takeTurns(present, {
        methods: Array.isArray(methods) ? methods : [],
        maxAgeSeconds: typeof maxAgeSeconds === 'number' ? maxAgeSeconds : undefined,
      });
      return outcome;
    },
    hear(kind) {
      if (kind === 'confirmed') confirmation.confirmed();
      else if (kind === 'declined') settle(false);
      // The other tab waits too, and the user can see it.
      else if (kind === 'wanted' && isHidden()) asking?.abort();
    },
    confirmed() {
      confirmation.count += 1;
      settle(true);
    },
    abandon() {
      if (present) settle(Promise.reject(sessionEnded()));
    },
    stop() {
      if (present) decline();
    },
  };
  return confirmation;
}

function isHidden(): boolean {
  return 'document' in globalThis && globalThis.document.hidden;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, interval));
}
