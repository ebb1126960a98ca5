'use client';

import { SignIn } from 'graphql-auth-service-client/react';
import { useRouter } from 'next/navigation';

export function LoginForm() {
  const router = useRouter();
  return <SignIn onDone={() => router.replace('/account')} />;
}
