import { useState } from 'react';
import { Account } from './account.tsx';
import { auth } from './auth.ts';
import { LoginForm } from './login-form.tsx';
import { SignupForm } from './signup-form.tsx';
import { useSession } from './use-session.ts';

const notices = {
  logout: 'You are logged out.',
  ended: 'Your session has ended, because it expired or was used elsewhere. Log in again.',
  unreachable: 'The service is unreachable. Reload the page to try again.',
} as const;

export function App() {
  const { user, reason } = useSession();
  const [isNew, setIsNew] = useState(false);
  const [isUntold, setIsUntold] = useState(false);
  const logOut = () =>
    auth.logout().then(
      () => setIsUntold(false),
      () => setIsUntold(true),
    );
  const notice = !user && reason && reason in notices ? notices[reason as keyof typeof notices] : '';

  const anonymous = (
    <>
      {isNew ? <SignupForm onDone={() => setIsNew(false)} /> : <LoginForm />}
      <button type="button" className="plain" onClick={() => setIsNew(!isNew)}>
        {isNew ? 'I have an account' : 'Create an account'}
      </button>
    </>
  );

  return (
    <main aria-busy={reason === undefined}>
      {/* Always rendered, so that screen readers announce new messages. */}
      <p role="status">{isUntold ? '' : notice}</p>
      {isUntold && !user && (
        <p role="alert">
          The service could not be told that you log out: your session lives on there.{' '}
          <button type="button" onClick={logOut}>
            Try again
          </button>
        </p>
      )}
      {reason !== undefined && (user ? <Account user={user} onLogOut={logOut} /> : anonymous)}
    </main>
  );
}
