import { CombinedGraphQLErrors, type OperationVariables, type TypedDocumentNode } from '@apollo/client';
import { AuthError } from 'auth-service-client';
import { client } from './auth.ts';

/** Sends a mutation that returns no tokens. @throws AuthError, like the methods of `auth`. */
export async function mutate<Data, Variables extends OperationVariables>(
  mutation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  try {
    const { data } = await client.mutate<Data, OperationVariables>({ mutation, variables });
    return data as Data;
  } catch (error) {
    const [first] = CombinedGraphQLErrors.is(error) ? error.errors : [];
    throw first ? new AuthError(first.message, first.extensions) : error;
  }
}
