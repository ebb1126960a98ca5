import { useSession } from 'graphql-auth-service-client/react';
import type { ComponentProps, ReactNode } from 'react';
import { Link, Redirect, useLocation } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';

/** Where the user wanted to go when the app asked for a login. It survives a reload, but is not part of the URL. */
function useDestination(): string {
  return useHistoryState<{ from?: string } | null>()?.from ?? '/';
}

/** Loads no page, and still leads to where the user wanted to go, for example from the login to the signup. */
export function AppLink({ href = '/', ...rest }: ComponentProps<'a'>) {
  const from = useDestination();
  return <Link {...rest} href={href} state={{ from }} />;
}

/** Asks for a login, which leads back to this page. */
export function ToLogin() {
  const [from] = useLocation();
  return <Redirect to="/login" state={{ from }} replace />;
}

/** Users who are logged in, also by another tab, go on to where they wanted to go. */
export function ForVisitors({ children }: { children: ReactNode }) {
  const { user } = useSession();
  const destination = useDestination();
  return (
    <>
      {user && <Redirect to={destination} replace />}
      {children}
    </>
  );
}
