'use client';

import { useRouter } from 'next/navigation';
import { auth } from '../browser-auth.ts';

export function LogOut() {
  const router = useRouter();
  const logOut = async () => {
    await auth.logout();
    router.replace('/login');
    router.refresh();
  };
  return (
    <button type="button" onClick={logOut}>
      Log out
    </button>
  );
}
