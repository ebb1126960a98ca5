import { redirect } from 'next/navigation';
import { getUser } from '../../auth.ts';
import { ForUser } from './for-user.tsx';
import { LogOut } from './log-out.tsx';

export default async function Account() {
  const user = await getUser();
  if (!user) redirect('/login');
  return (
    <main>
      <ForUser userId={user.id}>
        <h1>Account of {user.username}</h1>
        <p>{user.email}</p>
        <LogOut />
      </ForUser>
    </main>
  );
}
