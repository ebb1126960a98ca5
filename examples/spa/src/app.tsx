import type { User } from 'graphql-auth-service-client';
import { useEffect, useState } from 'react';
import { Redirect, useLocation } from 'wouter';
import { Account } from './account.tsx';
import { auth } from './auth.ts';
import { CompleteSignupForm } from './complete-signup-form.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ForgotForm } from './forgot-form.tsx';
import { Goodbye } from './goodbye.tsx';
import { Heading } from './heading.tsx';
import { rememberName } from './last-name.ts';
import { linkActions } from './link-actions.ts';
import { LinkPage } from './link-page.tsx';
import { LoginForm } from './login-form.tsx';
import { forgetLinkToken, linkToken } from './mail-link.ts';
import { noticeOf } from './notice.ts';
import { ResetForm } from './reset-form.tsx';
import { accountPageOf, useHanded } from './routes.ts';
import { SessionEndDetails } from './session-end.tsx';
import { SignupForm } from './signup-form.tsx';
import { Skeleton } from './skeleton.tsx';
import { RecoveryCodes } from './two-step/recovery-codes.tsx';
import { Unreachable } from './unreachable.tsx';
import { useRetry } from './use-retry.ts';
import { type Session, useSession } from './use-session.ts';

type Scope = 'CURRENT' | 'ALL';

export function App() {
  const [session, restore] = useSession();
  const [path, navigate] = useLocation();
  const handed = useHanded();
  /** New recovery codes, until the user has saved them. */
  const [unsaved, setUnsaved] = useState<{ userId: string; codes: readonly string[] }>();
  /** The user who has just logged in, in this tab. */
  const [arrivedId, setArrivedId] = useState<string>();
  /** A logout that has not reached the service yet. */
  const [pending, setPending] = useState<Scope>();
  /** The session whose notice is outdated, because the user has submitted a form since. */
  const [noticed, setNoticed] = useState<Session>();

  useEffect(() => {
    if (session.status === 'authenticated') rememberName(session.user.username);
    if (session.status === 'anonymous') rememberName(null);
  }, [session]);

  const showLogin = (news: string, username?: string) => {
    forgetLinkToken();
    setNoticed(undefined);
    navigate('/login', { state: { ...handed, news, username } });
  };

  const logOut = (scope: Scope) => {
    // The next user starts at the first page.
    navigate('/login');
    return endSession(scope);
  };
  const endSession = (scope: Scope) =>
    auth.logout(scope).then(
      () => setPending(undefined),
      () => setPending(scope),
    );
  const isPending = pending !== undefined && session.status === 'anonymous';
  useRetry(isPending, () => endSession(pending ?? 'CURRENT'));

  const isSent = noticed === session;
  const send = () => {
    setNoticed(session);
    // A login replaces the cookie. A logout sent at the same time could delete the new one.
    setPending(undefined);
  };
  /** After an operation that has ended every session, including this browser's. */
  const leave = () => {
    if (session.status === 'authenticated') void endSession('CURRENT');
  };
  const finishReset = () => {
    leave();
    showLogin('Your password has been changed. Log in.');
  };
  const finishDeletion = (dueAt: string) => {
    navigate('/goodbye', { state: { dueAt } });
    leave();
  };
  const finishLogin = (user: User, codes: readonly string[]) => {
    setArrivedId(user.id);
    if (codes.length > 0) setUnsaved({ userId: user.id, codes });
  };

  const content = () => {
    if (session.status === 'loading') return <Skeleton />;
    if (session.status === 'unreachable') return <Unreachable onRetry={restore} />;
    if (path === '/goodbye' && handed.dueAt !== undefined) return <Goodbye dueAt={handed.dueAt} />;
    const token = linkToken(path);
    const action = linkActions[path];
    if (action && token !== undefined)
      return <LinkPage action={action} token={token} onDone={(hasEnded) => hasEnded && leave()} />;
    if (path === '/reset-password' && token !== undefined)
      return <ResetForm proof={{ token }} onDone={finishReset} />;
    return session.status === 'authenticated' ? contentFor(session.user) : publicContent(token);
  };

  const contentFor = (user: User) => {
    // Another user may have logged in since.
    if (unsaved && unsaved.userId === user.id)
      return <RecoveryCodes codes={unsaved.codes} onSaved={() => setUnsaved(undefined)} />;
    const page = accountPageOf(path);
    if (page === undefined) return leadsTo(handed.from ?? '/');
    return (
      <Account
        user={user}
        page={page}
        isNew={arrivedId === user.id}
        onLogOut={logOut}
        onRecoveryCodes={(codes) => setUnsaved({ userId: user.id, codes })}
        onDelete={finishDeletion}
      />
    );
  };

  const publicContent = (token: string | undefined) => {
    switch (path) {
      case '/login':
        return (
          <LoginForm
            onSend={send}
            username={handed.username}
            emailToken={linkToken('/verify-email')}
            onLoggedIn={finishLogin}
          />
        );
      case '/signup':
        return (
          <SignupForm
            onSend={send}
            onCreated={(username) => showLogin('Your account was created. Log in.', username)}
          />
        );
      case '/complete-signup':
        return token === undefined ? leadsTo('/signup') : <CompleteSignupForm token={token} />;
      case '/forgot':
      // Some mail programs cut off the token.
      case '/reset-password':
        return <ForgotForm onDone={finishReset} />;
      default:
        return accountPageOf(path) ? <Redirect to="/login" state={{ from: path }} replace /> : notFound;
    }
  };
  /** Leaves pages that are for visitors alone, such as the form to log in. */
  const leadsTo = (next: string) => (visitorPages.includes(path) ? <Redirect to={next} replace /> : notFound);

  return (
    <main aria-busy={session.status === 'loading'}>
      <p className="brand">Auth service example</p>
      {/* Always rendered, so that screen readers announce new messages. */}
      <p role="status" className="notice">
        {isSent || isPending ? '' : noticeOf(session, path, handed)}
      </p>
      {!isSent && session.status === 'anonymous' && auth.lastEnd && !handed.news && (
        <SessionEndDetails end={auth.lastEnd} />
      )}
      {isPending && (
        <p role="alert">
          You are logged out here, but the service is unreachable: your session is still open there.{' '}
          <button type="button" className="link" onClick={() => endSession(pending)}>
            Try again
          </button>
        </p>
      )}
      {content()}
      <ConfirmDialog />
    </main>
  );
}

const visitorPages: readonly string[] = [
  '/login',
  '/signup',
  '/forgot',
  '/reset-password',
  '/complete-signup',
  '/goodbye',
  ...Object.keys(linkActions),
];

const notFound = (
  <>
    <Heading>Page not found</Heading>
    <p>
      <a href="/">Go to the first page</a>
    </p>
  </>
);
