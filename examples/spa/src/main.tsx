import { ApolloProvider } from '@apollo/client/react';
import { AuthProvider } from 'graphql-auth-service-client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { auth, client } from './auth.ts';
import { Heading } from './heading.tsx';
import { AppLink } from './navigation.tsx';

/** The components of the package use these for their links and headings. */
const components = { Link: AppLink, Heading };

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ApolloProvider client={client}>
        <AuthProvider client={auth} components={components}>
          <App />
        </AuthProvider>
      </ApolloProvider>
    </StrictMode>,
  );
}

if (import.meta.env.DEV) {
  const { mountSessionPanel } = await import('graphql-auth-service-client/devtools');
  mountSessionPanel(auth);
}
