import { StrictMode, useState, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { createAuthCore, webStorage } from '../../src/core.ts';
import { german } from '../../src/react/texts/de.ts';
import {
  AccountSettings,
  AuthProvider,
  ForgotPassword,
  RequireAuth,
  ResetPassword,
  SignIn,
  SignUp,
  UserButton,
  useSession,
  VerifyEmail,
} from '../../src/react.ts';
import { materialParts, plainParts } from './parts.tsx';

const query = new URLSearchParams(location.search);

const client = createAuthCore({
  uri: query.get('uri') ?? '',
  cookie: true,
  storage: webStorage(() => localStorage),
});

function go(path: string): void {
  history.pushState(null, '', path + location.search);
  dispatchEvent(new PopStateEvent('popstate'));
}

function subscribe(listener: () => void) {
  addEventListener('popstate', listener);
  return () => removeEventListener('popstate', listener);
}

const to = (path: string) => () => go(path);

function LoggedOut() {
  const [form, setForm] = useState<'login' | 'signup' | 'forgot'>('login');
  const signIn = () => setForm('login');
  if (form === 'signup') return <SignUp autoFocus signIn={signIn} />;
  if (form === 'forgot') return <ForgotPassword autoFocus signIn={signIn} />;
  return <SignIn autoFocus signUp={() => setForm('signup')} forgot={() => setForm('forgot')} />;
}

function Home() {
  const { user } = useSession();
  return (
    <>
      <UserButton settings={to('/settings')} />
      <h1>Hello {user?.username}</h1>
    </>
  );
}

function Page() {
  const path = useSyncExternalStore(subscribe, () => location.pathname);
  if (path === '/reset') return <ResetPassword signIn={to('/')} forgot={to('/')} />;
  if (path === '/verify') return <VerifyEmail />;
  if (path === '/plain') return <SignIn {...plainParts} />;
  if (path === '/material') return <SignUp {...materialParts} />;
  return (
    <RequireAuth fallback={<LoggedOut />} loading={<p>Loading the session</p>}>
      {path === '/settings' ? <AccountSettings /> : <Home />}
    </RequireAuth>
  );
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <AuthProvider client={client} texts={query.get('lang') === 'de' ? german : undefined}>
      <main>
        <Page />
      </main>
    </AuthProvider>
  </StrictMode>,
);
