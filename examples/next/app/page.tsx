import Link from 'next/link';
import { getUser } from '../auth.ts';

export default async function Home() {
  const user = await getUser();
  return (
    <main>
      <h1>{user ? `Hello ${user.username}` : 'Hello'}</h1>
      <Link href={user ? '/account' : '/login'}>{user ? 'Account' : 'Log in'}</Link>
    </main>
  );
}
