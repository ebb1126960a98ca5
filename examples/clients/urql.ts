import { Client, type CombinedError, cacheExchange, fetchExchange, gql } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import type { Credentials, Login, Me } from './credentials.ts';

type Tokens = Login['login'];

const loginMutation = gql<Login, { input: Credentials }>`
  mutation LogIn($input: LoginInput!) {
    login(input: $input) {
      accessToken
      refreshToken
    }
  }
`;

const refreshMutation = gql<{ refresh: Tokens }, { input: { refreshToken: string } }>`
  mutation Refresh($input: RefreshInput) {
    refresh(input: $input) {
      accessToken
      refreshToken
    }
  }
`;

const meQuery = gql<Me, object>`
  {
    me {
      id
      username
    }
  }
`;

const isRefusal = ({ graphQLErrors }: CombinedError) =>
  graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED');

/** One client per user, since a new client starts with an empty cache. */
export function makeUrqlClient(url: string, tokens: Tokens | undefined): Client {
  let current = tokens;
  return new Client({
    url,
    // By default urql sends queries with GET, which the service rejects.
    preferGetMethod: false,
    exchanges: [
      cacheExchange,
      authExchange(async ({ appendHeaders, mutate }) => ({
        addAuthToOperation: (operation) =>
          current ? appendHeaders(operation, { authorization: `Bearer ${current.accessToken}` }) : operation,
        didAuthError: (error) => current !== undefined && isRefusal(error),
        async refreshAuth() {
          const { refreshToken = '' } = current ?? {};
          const { data, error } = await mutate(refreshMutation, { input: { refreshToken } });
          if (data) current = data.refresh;
          // Any other failure leaves the session intact.
          else if (error?.graphQLErrors[0]?.extensions.code === 'INVALID_REFRESH_TOKEN') current = undefined;
        },
      })),
      fetchExchange,
    ],
  });
}

async function logInWithUrql(url: string, credentials: Credentials): Promise<Client> {
  const anonymous = makeUrqlClient(url, undefined);
  const { data, error } = await anonymous.mutation(loginMutation, { input: credentials }).toPromise();
  if (error) throw error;
  return makeUrqlClient(url, data?.login);
}

export async function askWithUrql(url: string, credentials: Credentials): Promise<Me> {
  const client = await logInWithUrql(url, credentials);
  const { data, error } = await client.query(meQuery, {}).toPromise();
  if (error) throw error;
  return { me: data?.me ?? null };
}
