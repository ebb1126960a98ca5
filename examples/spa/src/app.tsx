import {
  AccountSettings,
  ForgotPassword,
  RequireAuth,
  ResetPassword,
  SignIn,
  SignUp,
  Unreachable,
  UserButton,
  useLinkToken,
  useSession,
  VerifyEmail,
} from 'graphql-auth-service-client/react';
import { type ReactNode, useEffect, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Home } from './home.tsx';
import { rememberName } from './last-name.ts';
import { linkActions } from './link-actions.ts';
import { LinkPage } from './link-page.tsx';
import { AppLink, ForVisitors, ToLogin } from './navigation.tsx';
import { NotFound } from './not-found.tsx';
import { Skeleton } from './skeleton.tsx';

export function App() {
  const { status, user } = useSession();
  const [, navigate] = useLocation();
  // Takes the token of a mailed link out of the URL before anything else is shown.
  useLinkToken();
  useEffect(() => {
    if (status === 'authenticated') rememberName(user.username);
    if (status === 'anonymous') rememberName(null);
  }, [status, user]);
  /** The next user starts at the first page. By now, the user may have gone on from the form to log in. */
  const forgetPage = () => {
    if (location.pathname === '/login') navigate('/login', { replace: true });
  };
  return (
    <>
      <header>
        <AppLink href="/">Auth service example</AppLink>
        <UserButton settings="/account" onLogout={forgetPage} />
      </header>
      <main aria-busy={status === 'loading'}>
        {status === 'loading' && <Skeleton />}
        {status === 'unreachable' && <Unreachable />}
        {(status === 'anonymous' || status === 'authenticated') && <Pages />}
      </main>
    </>
  );
}

function Pages() {
  /** The user who has just logged in, in this tab. */
  const [arrivedId, setArrivedId] = useState<string>();
  return (
    <Switch>
      <Route path="/">
        <Protected>
          <Home arrivedId={arrivedId} />
        </Protected>
      </Route>
      <Route path="/account">
        <Protected>
          <AccountSettings />
        </Protected>
      </Route>
      <Route path="/login">
        <ForVisitors>
          <SignIn autoFocus forgot="/forgot" signUp="/signup" onDone={({ id }) => setArrivedId(id)} />
        </ForVisitors>
      </Route>
      <Route path="/signup">
        <ForVisitors>
          <SignUp autoFocus signIn="/login" />
        </ForVisitors>
      </Route>
      <Route path="/forgot">
        <ForVisitors>
          <ForgotPassword autoFocus signIn="/login" />
        </ForVisitors>
      </Route>
      {/* Links in mails open the other pages. */}
      <Route path="/reset-password">
        <ResetPassword signIn="/login" forgot="/forgot" />
      </Route>
      <Route path="/verify-email">
        <VerifyEmail forgot="/forgot" />
      </Route>
      {Object.entries(linkActions).map(([path, action]) => (
        <Route key={path} path={path}>
          <LinkPage action={action} />
        </Route>
      ))}
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

function Protected({ children }: { children: ReactNode }) {
  return <RequireAuth fallback={<ToLogin />}>{children}</RequireAuth>;
}
