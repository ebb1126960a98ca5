import { useSyncExternalStore } from 'react';
import { useAuth } from '../context.ts';
import { timeText } from '../time-text.ts';
import { useSession } from './use-session.ts';

/** Why the user has to log in again, and whether a logout has not reached the service yet. Announced when it changes. */
export function SessionNotice() {
  const { end, isLogoutPending } = useSession();
  const { texts, locale, store } = useAuth();
  const notice = useSyncExternalStore(store.subscribe, store.getNotice, () => '');
  const { ends, requestId, logoutPending } = texts.session;
  const why = end ? ends[end.reason].replace('{time}', timeText(end.at, locale)) : '';
  const number = end?.requestId ? requestId.replace('{id}', end.requestId) : '';
  return (
    <p className="notice" role="status">
      {isLogoutPending ? logoutPending : notice || `${why} ${number}`.trim()}
    </p>
  );
}
