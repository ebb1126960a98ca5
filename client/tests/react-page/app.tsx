import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createAuthCore, webStorage } from '../../src/core.ts';
import { german } from '../../src/react/texts/de.ts';
import {
  AuthProvider,
  type AuthTextOverrides,
  RequireAuth,
  SignIn,
  SignUp,
  useSession,
} from '../../src/react.ts';

declare global {
  var page: { uri: string };
}

const query = new URLSearchParams(location.search);

const client = createAuthCore({
  uri: query.get('uri') ?? '',
  storage: webStorage(() => localStorage),
});

const texts: AuthTextOverrides | undefined = query.get('lang') === 'de' ? german : undefined;

type Form = 'login' | 'signup';

function LoggedOut() {
  const [form, setForm] = useState<Form>('login');
  if (form === 'signup') return <SignUp autoFocus signIn={() => setForm('login')} />;
  return <SignIn autoFocus signUp={() => setForm('signup')} />;
}

function Inside() {
  const { user, logout } = useSession();
  return (
    <>
      <h1>Hello {user?.username}</h1>
      <button type="button" onClick={() => void logout()}>
        Log out
      </button>
    </>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <AuthProvider client={client} texts={texts}>
      <main>
        <RequireAuth fallback={<LoggedOut />} loading={<p>Loading the session</p>}>
          <Inside />
        </RequireAuth>
      </main>
    </AuthProvider>
  </StrictMode>,
);
