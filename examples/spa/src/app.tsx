import type { SessionEnd, User } from 'graphql-auth-service-client';
import { useEffect, useState } from 'react';
import { Account } from './account.tsx';
import { auth } from './auth.ts';
import { CompleteSignupForm } from './complete-signup-form.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ForgotForm } from './forgot-form.tsx';
import { Goodbye } from './goodbye.tsx';
import { actionOf, LinkPage } from './link-page.tsx';
import { LoginForm } from './login-form.tsx';
import { mailLink, noLink } from './mail-link.ts';
import { ResetForm } from './reset-form.tsx';
import { SessionEndDetails } from './session-end.tsx';
import { SignupForm } from './signup-form.tsx';
import { RecoveryCodes } from './two-step/recovery-codes.tsx';
import { Unreachable } from './unreachable.tsx';
import { useHash } from './use-hash.ts';
import { useRetry } from './use-retry.ts';
import { type Session, useSession } from './use-session.ts';

type Scope = 'CURRENT' | 'ALL';

export function App() {
  const [session, restore] = useSession();
  const hash = useHash();
  const [link, setLink] = useState(mailLink);
  /** The username of a new account whose first login failed. */
  const [newcomer, setNewcomer] = useState<string>();
  /** What another form has done, as shown by the login form. */
  const [news, setNews] = useState<string>();
  /** When the account that the user has just closed is deleted. */
  const [dueAt, setDueAt] = useState<string>();
  /** New recovery codes, until the user has saved them. */
  const [unsaved, setUnsaved] = useState<{ userId: string; codes: readonly string[] }>();
  /** The user who has just logged in, in this tab. */
  const [arrivedId, setArrivedId] = useState<string>();
  /** A logout that has not reached the service yet. */
  const [pending, setPending] = useState<Scope>();
  /** The session whose notice is outdated, because the user has submitted a form since. */
  const [noticed, setNoticed] = useState<Session>();

  useEffect(() => {
    if (session.status !== 'authenticated') return;
    setNewcomer(undefined);
    setNews(undefined);
    setDueAt(undefined);
    if (location.hash) location.replace('#');
    if (link.page === 'complete-signup') setLink(noLink);
  }, [session.status, link.page]);
  useEffect(() => {
    if (link === noLink) history.replaceState(null, '', `/${location.hash}`);
  }, [link]);

  const showLogin = (what: string) => {
    setLink(noLink);
    setNews(what);
    setNoticed(undefined);
    location.hash = 'login';
  };

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
  const create = (username: string) => {
    setNewcomer(username);
    showLogin('Your account was created. Log in.');
  };
  const finishReset = () => {
    // The reset has ended every session, including this browser's.
    if (session.status === 'authenticated') void logOut('CURRENT');
    showLogin('Your password has been changed. Log in.');
  };

  const finishDeletion = (time: string) => {
    setDueAt(time);
    // The deletion has ended every session.
    void logOut('CURRENT');
  };

  const finishAction = (hasEnded: boolean) => {
    if (hasEnded && session.status === 'authenticated') void logOut('CURRENT');
  };
  const leaveLink = (next: string) => {
    setLink(noLink);
    location.hash = next;
  };

  const leaveGoodbye = () => {
    setDueAt(undefined);
    leaveLink('login');
  };

  const finishLogin = (user: User, codes: readonly string[]) => {
    setArrivedId(user.id);
    if (codes.length > 0) setUnsaved({ userId: user.id, codes });
  };

  const { page, token } = link;
  const content = () => {
    if (session.status === 'loading') return null;
    if (session.status === 'unreachable') return <Unreachable onRetry={restore} />;
    if (dueAt !== undefined) return <Goodbye dueAt={dueAt} onLeave={leaveGoodbye} />;
    if (page === 'reset-password' && token) return <ResetForm proof={{ token }} onDone={finishReset} />;
    if (actionOf(link)) return <LinkPage link={link} onDone={finishAction} onLeave={leaveLink} />;
    const emailToken = page === 'verify-email' ? token : undefined;
    if (session.status === 'authenticated') {
      // Another user may have logged in since.
      if (unsaved && unsaved.userId === session.user.id)
        return <RecoveryCodes codes={unsaved.codes} onSaved={() => setUnsaved(undefined)} />;
      return (
        <Account
          user={session.user}
          link={link}
          isNew={arrivedId === session.user.id}
          onLinkDone={() => setLink(noLink)}
          onLogOut={logOut}
          onRecoveryCodes={(codes) => setUnsaved({ userId: session.user.id, codes })}
          onDelete={finishDeletion}
        />
      );
    }
    if (page === 'complete-signup' && token) return <CompleteSignupForm token={token} />;
    // Some mail programs cut off the token.
    if (hash === 'forgot' || (page === 'reset-password' && hash === ''))
      return <ForgotForm onDone={finishReset} />;
    if (hash === 'signup') return <SignupForm onSend={send} onCreated={create} />;
    return <LoginForm onSend={send} username={newcomer} emailToken={emailToken} onLoggedIn={finishLogin} />;
  };

  return (
    <main aria-busy={session.status === 'loading'}>
      <p className="brand">Auth service example</p>
      {/* Always rendered, so that screen readers announce new messages. */}
      <p role="status" className="notice">
        {isSent || isPending ? '' : noticeOf(session, hash === 'signup' ? undefined : (news ?? wishes[page]))}
      </p>
      {!isSent && session.status === 'anonymous' && auth.lastEnd && !news && (
        <SessionEndDetails end={auth.lastEnd} />
      )}
      {isPending && (
        <p role="alert">
          You are logged out here, but the service is unreachable: your session is still open there.{' '}
          <button type="button" className="link" onClick={() => logOut(pending)}>
            Try again
          </button>
        </p>
      )}
      {content()}
      <ConfirmDialog />
    </main>
  );
}

/** Why the user has to log in, by the page that a link in a mail opened. */
const wishes: Readonly<Record<string, string>> = {
  'confirm-email': 'Log in to change your email address.',
};

function noticeOf(session: Session, news: string | undefined): string {
  if (session.status === 'loading') return 'Loading…';
  if (session.status !== 'anonymous') return '';
  if (news !== undefined) return news;
  if (session.reason === 'ended' || isUnexpected(auth.lastEnd))
    return 'Your session has ended. Log in again.';
  return session.reason === 'logout' ? 'You are logged out.' : '';
}

function isUnexpected(end: SessionEnd | null): boolean {
  return end?.reason === 'ended' || end?.reason === 'expired';
}
