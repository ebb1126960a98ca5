import { CombinedGraphQLErrors, type OperationVariables, type TypedDocumentNode } from '@apollo/client';
import { AuthError } from 'graphql-auth-service-client';
import { client } from './auth.ts';

/** Sends a mutation that returns no tokens. @throws AuthError, which the forms of the package show. */
export async function mutate<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  try {
    return (await client.mutate<Data, OperationVariables>({ mutation, variables })).data as Data;
  } catch (error) {
    const [first] = CombinedGraphQLErrors.is(error) ? error.errors : [];
    throw first ? new AuthError(first.message, first.extensions) : error;
  }
}
