import { useSyncExternalStore } from 'react';
import type { SessionEnd, User } from '../../core/session.ts';
import { useAuth } from '../context.ts';
import { knownState, loadingState, type SessionState } from './session-state.ts';

export type Session = SessionState & {
  /** Why the last session ended: short for `end?.reason`. */
  reason: SessionEnd['reason'] | undefined;
  /** Asks the service again at once. Not needed after a time: the session is also restored without it. */
  retry: () => Promise<void>;
  /**
   * Ends the session in every tab at once, then on the service. If the service does not respond, `isLogoutPending` is true
   * until it has.
   *
   * @param scope which of the user's sessions to end. `OTHERS` keeps this one, and rejects if the request fails.
   */
  logout: (scope?: 'CURRENT' | 'OTHERS' | 'ALL') => Promise<void>;
};

/** The session of this browser. On a server, and until the page is hydrated, the status is `loading`. */
export function useSession(): Session {
  const { store, initialUser } = useAuth();
  const found = useSyncExternalStore(store.subscribe, store.getSnapshot, () => loadingState);
  const { retry, logout } = store;
  // What the server that rendered the page knows.
  const isEarly = found.status === 'loading' && initialUser !== undefined;
  const state = isEarly ? knownState(initialUser) : found;
  return { ...state, reason: state.end?.reason, retry, logout };
}

/** The user who is logged in, or null. */
export function useUser(): User | null {
  return useSession().user;
}
