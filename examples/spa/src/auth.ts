import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { createAuthClient, webStorage } from 'graphql-auth-service-client';
import { askForConfirmation } from './confirmation.ts';

const uri: string = import.meta.env.VITE_AUTH_URL ?? 'http://localhost:4000/graphql';
const kind: string = import.meta.env.VITE_STORAGE ?? 'cookie';

const storages = {
  local: webStorage(() => localStorage),
  session: webStorage(() => sessionStorage),
};

export const auth = createAuthClient({
  uri,
  cookie: kind === 'cookie',
  onConfirmationNeeded: askForConfirmation,
  // In cookie mode no token is stored, only why the session ended, or a logout that has not reached the service yet.
  ...(kind !== 'memory' && { storage: kind === 'session' ? storages.session : storages.local }),
});

/** Renews the access token in every tab. With it comes the user as the service now knows them. */
export async function renewUser(): Promise<void> {
  const token = await auth.accessToken();
  if (token !== null) await auth.accessToken(token);
}

export const client = new ApolloClient({
  link: ApolloLink.from([auth.link, new HttpLink({ uri })]),
  cache: new InMemoryCache(),
});
