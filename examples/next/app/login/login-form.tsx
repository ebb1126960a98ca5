'use client';

import { AuthError } from 'graphql-auth-service-client/core';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { auth } from '../browser-auth.ts';

export function LoginForm() {
  const router = useRouter();
  const [problem, setProblem] = useState('');
  const logIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    try {
      await auth.login({ username: String(form.get('username')), password: String(form.get('password')) });
      router.replace('/account');
      router.refresh();
    } catch (error) {
      setProblem(error instanceof AuthError ? error.message : 'The server cannot be reached. Try again.');
    }
  };
  return (
    <form method="post" onSubmit={logIn}>
      <p role="alert">{problem}</p>
      <label>
        Username or email <input name="username" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit">Log in</button>
    </form>
  );
}
