import type { Confirmation } from '../confirmation/confirmation.ts';
import { AuthError } from '../core/auth-error.ts';
import type { Parts } from '../core/parts.ts';
import type { SessionKeeper } from '../core/session-keeper.ts';
import { replace } from './replace.ts';
import type { Refresh } from './time-line.ts';

/** How many operations of this tab wait, and for what. */
export interface Waiting {
  token: number;
  confirmation: number;
}

/** Reports each refresh of this tab, and counts waiting operations. */
export function watch(
  { keeper, service }: Parts,
  record: (refresh: Omit<Refresh, 'tab'>) => void,
): { waiting: Waiting; stop(): void } {
  const waiting = { token: 0, confirmation: 0 };
  const count = async <Result>(what: keyof Waiting, promise: Promise<Result>): Promise<Result> => {
    waiting[what] += 1;
    try {
      return await promise;
    } finally {
      waiting[what] -= 1;
    }
  };
  const undo = [
    replace(service, 'refresh', (before) => async (token) => {
      const at = Date.now();
      let outcome = 'renewed';
      try {
        return await before.call(service, token);
      } catch (error) {
        outcome = error instanceof AuthError ? error.code : 'UNREACHABLE';
        throw error;
      } finally {
        record({ at, took: Date.now() - at, outcome });
      }
    }),
    replace(keeper, 'freshToken', (before) => () => count('token', before.call(keeper))),
    replace(keeper, 'refresh', (before) => (rejected) => {
      const refreshing = before.call(keeper, rejected);
      // Otherwise the call comes from `freshToken`, and counts already.
      const isRejected = Date.now() < (keeper.session?.refreshAt ?? 0);
      return isRejected ? count('token', refreshing) : refreshing;
    }),
    eachConfirmation(keeper, (confirmation) =>
      replace(
        confirmation,
        'needed',
        (before) => (extensions, number) =>
          count('confirmation', before.call(confirmation, extensions, number)),
      ),
    ),
  ];
  return {
    waiting,
    stop() {
      for (const restore of undo) restore();
    },
  };
}

/** The app can set `confirmation` at any time. @param watch returns a function that stops watching. */
function eachConfirmation(
  keeper: SessionKeeper,
  watch: (confirmation: Confirmation) => () => void,
): () => void {
  let { confirmation } = keeper;
  let stop = confirmation && watch(confirmation);
  const property = { configurable: true, enumerable: true };
  Object.defineProperty(keeper, 'confirmation', {
    ...property,
    get: () => confirmation,
    set(next: Confirmation | undefined) {
      stop?.();
      confirmation = next;
      stop = next && watch(next);
    },
  });
  return () => {
    stop?.();
    Object.defineProperty(keeper, 'confirmation', { ...property, writable: true, value: confirmation });
  };
}
