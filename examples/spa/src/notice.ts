import { auth } from './auth.ts';
import type { Session } from './use-session.ts';

/** What the form to log in says first. @param from the page that the user wanted to open. */
export function noticeOf(
  session: Session,
  path: string,
  { news, from }: { news?: string; from?: string },
): string {
  if (session.status !== 'anonymous') return '';
  if (path === '/login' && news !== undefined) return news;
  if (from === '/confirm-email') return 'Log in to change your email address.';
  const reason = session.reason ?? auth.lastEnd?.reason;
  if (reason === 'ended' || reason === 'expired') return 'Your session has ended. Log in again.';
  return session.reason === 'logout' ? 'You are logged out.' : '';
}
