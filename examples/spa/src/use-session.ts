import type { ChangeReason, User } from 'auth-service-client';
import { useEffect, useState } from 'react';
import { auth } from './auth.ts';

interface Session {
  user: User | null;
  /** The reason for the current state. Undefined until the app knows whether an earlier page load left a session. */
  reason?: ChangeReason | 'unknown' | 'unreachable';
}

export function useSession(): Session {
  const [session, setSession] = useState<Session>({ user: auth.currentUser });
  useEffect(() => {
    const stop = auth.onChange((user, reason) => setSession({ user, reason }));
    const settle = (reason: 'unknown' | 'unreachable') =>
      setSession((before) => ({ reason, ...before, user: auth.currentUser }));
    auth.restore().then(
      () => settle('unknown'),
      () => settle('unreachable'),
    );
    return stop;
  }, []);
  return session;
}
