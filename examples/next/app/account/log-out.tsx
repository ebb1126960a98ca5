'use client';

import { useSession } from 'graphql-auth-service-client/react';
import { useRouter } from 'next/navigation';

export function LogOut() {
  const router = useRouter();
  const { logout } = useSession();
  const logOut = async () => {
    await logout();
    router.replace('/login');
  };
  return (
    <button type="button" onClick={logOut}>
      Log out
    </button>
  );
}
