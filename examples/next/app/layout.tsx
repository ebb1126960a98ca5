import 'graphql-auth-service-client/styles.css';
import type { ReactNode } from 'react';
import { getUser } from '../auth.ts';
import { Providers } from './providers.tsx';

export const metadata = { title: 'Notes' };

export default async function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Providers initialUser={await getUser()}>{children}</Providers>
      </body>
    </html>
  );
}
