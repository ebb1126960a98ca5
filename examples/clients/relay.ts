import {
  commitMutation,
  Environment,
  type FetchFunction,
  fetchQuery,
  type GraphQLResponse,
  type GraphQLTaggedNode,
  type MutationParameters,
  Network,
  type OperationType,
  RecordSource,
  Store,
} from 'relay-runtime';
import type { Credentials, Login, Me } from './credentials.ts';
import loginMutation from './generated/relay/documentsLoginMutation.graphql.js';
import meQuery from './generated/relay/documentsMeQuery.graphql.js';

/** One environment per user, since a new environment starts with an empty store. */
export function makeEnvironment(url: string, accessToken?: string): Environment {
  const send: FetchFunction = async ({ text: query }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(accessToken && { authorization: `Bearer ${accessToken}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphQLResponse;
  };
  return new Environment({ network: Network.create(send), store: new Store(new RecordSource()) });
}

function logIn(url: string, input: Credentials): Promise<Login> {
  return new Promise((resolve, reject) => {
    // Relay stores the mutation's result, including the tokens, so do not reuse this environment.
    commitMutation<MutationParameters & { response: Login }>(makeEnvironment(url), {
      mutation: loginMutation as unknown as GraphQLTaggedNode,
      variables: { input },
      onCompleted: resolve,
      onError: reject,
    });
  });
}

export async function askWithRelay(url: string, credentials: Credentials): Promise<Me> {
  const { login } = await logIn(url, credentials);
  const environment = makeEnvironment(url, login.accessToken);
  const query = meQuery as unknown as GraphQLTaggedNode;
  const answer = await fetchQuery<OperationType & { response: Me }>(environment, query, {}).toPromise();
  return answer ?? { me: null };
}
