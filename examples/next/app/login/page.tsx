import { redirect } from 'next/navigation';
import { getUser } from '../../auth.ts';
import { LoginForm } from './login-form.tsx';

export default async function Login() {
  if (await getUser()) redirect('/account');
  return (
    <main>
      <LoginForm />
    </main>
  );
}
