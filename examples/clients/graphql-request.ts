import { ClientError, GraphQLClient, gql } from 'graphql-request';
import type { Credentials, Login, Me } from './credentials.ts';

const loginMutation = gql`
  mutation LogIn($input: LoginInput!) {
    login(input: $input) {
      accessToken
    }
  }
`;

export async function askWithGraphqlRequest(uri: string, credentials: Credentials): Promise<Me> {
  const client = new GraphQLClient(uri);
  try {
    const { login } = await client.request<Login>(loginMutation, { input: credentials });
    client.setHeader('authorization', `Bearer ${login.accessToken}`);
  } catch (error) {
    // A ClientError's message includes the variables, and so the password: throw a different error instead.
    if (!(error instanceof ClientError)) throw error;
    throw new Error(String(error.response.errors?.[0]?.extensions?.code));
  }
  return client.request<Me>('{ me { id username } }');
}
