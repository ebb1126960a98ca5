import { CombinedGraphQLErrors, type OperationVariables, type TypedDocumentNode } from '@apollo/client';
import { AuthError } from 'graphql-auth-service-client';
import { client } from './auth.ts';

/** Sends a mutation that returns no tokens. @throws AuthError, like the methods of `auth`. */
export async function mutate<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return dataOf(client.mutate<Data, OperationVariables>({ mutation, variables }));
}

/** Sends a query whose result is not cached. @throws AuthError, like `mutate`. */
export async function fetchOnce<Data, Variables extends OperationVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return dataOf(client.query<Data, OperationVariables>({ query, variables, fetchPolicy: 'no-cache' }));
}

async function dataOf<Data>(response: Promise<{ data?: Data | undefined }>): Promise<Data> {
  try {
    return (await response).data as Data;
  } catch (error) {
    const [first] = CombinedGraphQLErrors.is(error) ? error.errors : [];
    throw first ? new AuthError(first.message, first.extensions) : error;
  }
}
