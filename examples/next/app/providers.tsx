'use client';

import type { User } from 'graphql-auth-service-client/core';
import { AuthProvider } from 'graphql-auth-service-client/react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect } from 'react';
import { auth } from './browser-auth.ts';

/** With the user that the server knows, the first render is the same on the server and in the browser. */
export function Providers({ initialUser, children }: { initialUser: User | null; children: ReactNode }) {
  const router = useRouter();
  // A login or logout in any tab changes what server components render.
  useEffect(
    () =>
      auth.onChange((_user, reason) => {
        if (reason !== 'restored') router.refresh();
      }),
    [router],
  );
  return (
    <AuthProvider client={auth} initialUser={initialUser}>
      {children}
    </AuthProvider>
  );
}
