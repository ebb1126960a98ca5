'use client';

import { useSession } from 'graphql-auth-service-client/react';
import Link from 'next/link';
import type { ReactNode } from 'react';

/**
 * Shows what the server rendered for a user only while that user is logged in. Without it, a page that is open in another tab
 * would show the last user's data after a logout.
 */
export function ForUser({ userId, children }: { userId: string; children: ReactNode }) {
  const { user, status } = useSession();
  if (user?.id === userId || status === 'unreachable') return children;
  return (
    <p>
      You are logged out. <Link href="/login">Log in</Link>
    </p>
  );
}
