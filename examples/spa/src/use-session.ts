import type { ChangeReason, User } from 'graphql-auth-service-client';
import { useEffect, useState } from 'react';
import { auth } from './auth.ts';
import { useRetry } from './use-retry.ts';

export type Session =
  /** It is not known yet whether an earlier page load left a session. */
  | { status: 'loading' }
  /** It cannot be determined, because the service does not respond. */
  | { status: 'unreachable' }
  | { status: 'anonymous'; reason?: ChangeReason }
  | { status: 'authenticated'; user: User };

const isKnown = ({ status }: Session) => status === 'anonymous' || status === 'authenticated';

/** @returns the session, and a function that immediately tries to restore it. */
export function useSession(): [Session, () => Promise<void>] {
  const [session, setSession] = useState<Session>({ status: 'loading' });
  const restore = () => {
    const settle = (next: Session) => setSession((before) => (isKnown(before) ? before : next));
    return auth.restore().then(
      (user) => settle(user ? { status: 'authenticated', user } : { status: 'anonymous' }),
      () => settle({ status: 'unreachable' }),
    );
  };
  useEffect(
    () =>
      auth.onChange((user, reason) =>
        setSession(user ? { status: 'authenticated', user } : { status: 'anonymous', reason }),
      ),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, and useRetry repeats it
  useEffect(() => void restore(), []);
  useRetry(session.status === 'unreachable', restore);
  return [session, restore];
}
