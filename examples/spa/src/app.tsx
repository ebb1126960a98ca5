import { useEffect, useState } from 'react';
import { Account } from './account.tsx';
import { auth } from './auth.ts';
import { LoginForm } from './login-form.tsx';
import { SignupForm } from './signup-form.tsx';
import { Unreachable } from './unreachable.tsx';
import { useHash } from './use-hash.ts';
import { useRetry } from './use-retry.ts';
import { type Session, useSession } from './use-session.ts';

type Scope = 'CURRENT' | 'ALL';

export function App() {
  const [session, restore] = useSession();
  const isSignup = useHash() === 'signup';
  /** The username of a new account whose first login failed. */
  const [newcomer, setNewcomer] = useState<string>();
  /** A logout that has not reached the service yet. */
  const [pending, setPending] = useState<Scope>();
  /** The session whose notice is outdated, because the user has submitted a form since. */
  const [noticed, setNoticed] = useState<Session>();

  useEffect(() => {
    if (session.status !== 'authenticated') return;
    setNewcomer(undefined);
    if (location.hash) location.replace('#');
  }, [session.status]);

  const logOut = (scope: Scope) =>
    auth.logout(scope).then(
      () => setPending(undefined),
      () => setPending(scope),
    );
  const isPending = pending !== undefined && session.status === 'anonymous';
  useRetry(isPending, () => logOut(pending ?? 'CURRENT'));

  const isSent = noticed === session;
  const send = () => {
    setNoticed(session);
    // A login replaces the cookie. A logout sent at the same time could delete the new one.
    setPending(undefined);
  };
  const form = isSignup ? (
    <SignupForm
      onSend={send}
      onCreated={(username) => {
        setNewcomer(username);
        setNoticed(undefined);
        location.hash = 'login';
      }}
    />
  ) : (
    <LoginForm onSend={send} username={newcomer} />
  );

  return (
    <main aria-busy={session.status === 'loading'}>
      <p className="brand">Auth service example</p>
      {/* Always rendered, so that screen readers announce new messages. */}
      <p role="status" className="notice">
        {isSent || isPending ? '' : noticeOf(session, isSignup ? undefined : newcomer)}
      </p>
      {isPending && (
        <p role="alert">
          You are logged out here, but the service is unreachable: your session is still open there.{' '}
          <button type="button" className="link" onClick={() => logOut(pending)}>
            Try again
          </button>
        </p>
      )}
      {session.status === 'unreachable' && <Unreachable onRetry={restore} />}
      {session.status === 'authenticated' && <Account user={session.user} onLogOut={logOut} />}
      {session.status === 'anonymous' && form}
    </main>
  );
}

function noticeOf(session: Session, newcomer: string | undefined): string {
  if (session.status === 'loading') return 'Loading…';
  if (session.status !== 'anonymous') return '';
  if (newcomer !== undefined) return 'Your account was created. Log in.';
  if (session.reason === 'ended') return 'Your session has ended. Log in again.';
  return session.reason === 'logout' ? 'You are logged out.' : '';
}
