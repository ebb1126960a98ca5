import type { SessionEnd, User } from '../../core/session.ts';

/** What is known about the session. Change it by `client` or by the functions of `useSession`. */
export type SessionState = {
  /** Whether the user is logged out here, but the service does not know yet. The store goes on telling the service. */
  isLogoutPending: boolean;
} & (
  | {
      /** Not known yet. Also on a server, and until a page from a server is hydrated. */
      status: 'loading';
      user: null;
      end: null;
    }
  | {
      /** Not known, since the service does not respond. The store tries again every few seconds. */
      status: 'unreachable';
      user: null;
      end: null;
    }
  | {
      status: 'anonymous';
      user: null;
      /** Why the last session ended. */
      end: SessionEnd | null;
    }
  | {
      /** Remains while the service is unreachable. */
      status: 'authenticated';
      user: User;
      end: null;
    }
);

export const nothing = { user: null, end: null, isLogoutPending: false } as const;

export const loadingState: SessionState = { status: 'loading', ...nothing };

export function knownState(user: User | null): SessionState {
  return user ? { ...nothing, status: 'authenticated', user } : { ...nothing, status: 'anonymous' };
}

export function isKnown({ status }: SessionState): boolean {
  return status === 'anonymous' || status === 'authenticated';
}
