import { useState } from 'react';
import { Account } from './account.tsx';
import { LoginForm } from './login-form.tsx';
import { SignupForm } from './signup-form.tsx';
import { useSession } from './use-session.ts';

const notices = {
  logout: 'You are logged out.',
  ended: 'Your session has ended: it was too old, or somebody else has used it. Log in again.',
  unreachable: 'The service cannot be reached. Reload the page to try again.',
} as const;

export function App() {
  const { user, reason } = useSession();
  const [isNew, setIsNew] = useState(false);
  if (reason === undefined) return <main aria-busy="true">One moment…</main>;
  if (user) return <Account user={user} />;
  const notice = reason in notices ? notices[reason as keyof typeof notices] : undefined;
  return (
    <main>
      {notice && <p role="status">{notice}</p>}
      {isNew ? <SignupForm onDone={() => setIsNew(false)} /> : <LoginForm />}
      <button type="button" className="plain" onClick={() => setIsNew(!isNew)}>
        {isNew ? 'I have an account' : 'Make an account'}
      </button>
    </main>
  );
}
