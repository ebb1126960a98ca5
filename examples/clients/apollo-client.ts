import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import type { Credentials, Login, Me } from './credentials.ts';

/** Apollo Client without the link from client/, which would also refresh tokens and clear the cache. */
export async function askWithApolloClient(uri: string, credentials: Credentials): Promise<Me> {
  let accessToken: string | undefined;
  const authorize = new SetContextLink(({ headers }) => ({
    headers: { ...headers, ...(accessToken && { authorization: `Bearer ${accessToken}` }) },
  }));
  const client = new ApolloClient({
    link: ApolloLink.from([authorize, new HttpLink({ uri })]),
    cache: new InMemoryCache(),
  });
  const { data } = await client.mutate<Login>({
    mutation: gql`
      mutation LogIn($input: LoginInput!) {
        login(input: $input) {
          accessToken
        }
      }
    `,
    variables: { input: credentials },
    // Any other policy would store the tokens in the cache.
    fetchPolicy: 'no-cache',
  });
  accessToken = data?.login.accessToken;
  const answer = await client.query<Me>({
    query: gql`
      {
        me {
          id
          username
        }
      }
    `,
  });
  return { me: answer.data?.me ?? null };
}
