import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { createAuthClient, webStorage } from 'graphql-auth-service-client';

const uri: string = import.meta.env.VITE_AUTH_URL ?? 'http://localhost:4000/graphql';
const kind: string = import.meta.env.VITE_STORAGE ?? 'cookie';

const storages = {
  local: webStorage(() => localStorage),
  session: webStorage(() => sessionStorage),
};

export const auth = createAuthClient({
  uri,
  cookie: kind === 'cookie',
  // In cookie mode no token is stored, only why the session ended, or a logout that has not reached the service yet.
  ...(kind !== 'memory' && { storage: kind === 'session' ? storages.session : storages.local }),
});

export const client = new ApolloClient({
  link: ApolloLink.from([auth.link, new HttpLink({ uri })]),
  cache: new InMemoryCache(),
});
