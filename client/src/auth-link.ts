import { ApolloLink, Observable } from '@apollo/client';
import { AuthError } from './auth-error.ts';
import { claimsOf } from './session.ts';
import type { SessionKeeper } from './session-keeper.ts';

type Operation = ApolloLink.Operation;
type Result = ApolloLink.Result;

/** Apollo Router's own, of a field that the token's scopes do not allow: a newer token seldom changes that. */
const lacksScope = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** The codes of the service, and of Apollo Router where that checks tokens itself. */
const refusals = new Set<unknown>(['UNAUTHENTICATED', 'AUTH_ERROR', lacksScope]);

interface Options {
  /** Mutations that go without an access token, and whose refusal is no reason to refresh. */
  authenticationFields: ReadonlySet<string>;
  /** Learns which operations pass. */
  onOperation(operation: Operation): void;
}

/**
 * Sends the access token along, renewed before it expires, and renews it once more when it is refused all the same: the
 * operation is then sent again, once.
 */
export function makeAuthLink(
  keeper: SessionKeeper,
  { authenticationFields, onOperation }: Options,
): ApolloLink {
  /** Made because of a missing scope, and of no more use. */
  let renewedInVain: string | undefined;

  return new ApolloLink((operation, forward) => {
    onOperation(operation);
    if (isAuthentication(operation, authenticationFields)) return forward(operation);
    return new Observable<Result>((observer) => {
      let isOver = false;
      let running: { unsubscribe(): void } | undefined;
      const fail = (error: unknown) => {
        if (!isOver) observer.error(error);
      };

      const sendAgain = (refused: string, isScope: boolean, deliver: () => void) => {
        running?.unsubscribe();
        keeper.refresh(refused).then(
          ({ accessToken }) => {
            if (isScope) renewedInVain = accessToken;
            send(accessToken, true);
          },
          (error) => {
            // That the session has ended is said better by the first answer.
            if (isOver) return;
            if (error instanceof AuthError && error.code === 'SESSION_ENDED') deliver();
            else observer.error(error);
          },
        );
      };

      const send = (token: string | undefined, isAgain: boolean) => {
        if (isOver) return;
        let mayRenew = token !== undefined && !isAgain;
        let isRefused = false;
        operation.setContext(({ headers }: { headers?: Record<string, string> }) => ({
          headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
        }));
        running = forward(operation).subscribe({
          next: (result) => {
            const isScope = lacks(result, lacksScope);
            const isInVain = isScope && token === renewedInVain;
            if (token !== undefined && mayRenew && !isInVain && isRefusal(operation, result)) {
              isRefused = true;
              return sendAgain(token, isScope, () => {
                observer.next(result);
                observer.complete();
              });
            }
            // A subscription may outlive several tokens.
            if (token !== undefined && !('errors' in result && result.errors)) mayRenew = true;
            // What one user asked for is not for the next one's cache.
            if (token !== undefined && keeper.session?.id !== claimsOf(token).sid) {
              return observer.error(new AuthError('The session has ended.', { code: 'SESSION_ENDED' }));
            }
            observer.next(result);
          },
          error: (error) => {
            if (token === undefined || !mayRenew || error?.statusCode !== 401) return observer.error(error);
            isRefused = true;
            sendAgain(token, false, () => observer.error(error));
          },
          complete: () => {
            if (!isRefused) observer.complete();
          },
        });
      };

      keeper.freshToken().then((token) => send(token, false), fail);
      return () => {
        isOver = true;
        running?.unsubscribe();
      };
    });
  });
}

function isAuthentication({ query }: Operation, authenticationFields: ReadonlySet<string>): boolean {
  return query.definitions.some(
    (definition) =>
      definition.kind === 'OperationDefinition' &&
      definition.operation === 'mutation' &&
      definition.selectionSet.selections.some(
        (selection) => selection.kind === 'Field' && authenticationFields.has(selection.name.value),
      ),
  );
}

/** Whether it was refused, and nothing of it was done: a mutation that has data was not refused as a whole. */
function isRefusal({ query }: Operation, result: Result): boolean {
  const isMutation = query.definitions.some(
    (definition) => definition.kind === 'OperationDefinition' && definition.operation === 'mutation',
  );
  const data = 'data' in result ? Object.values(result.data ?? {}) : [];
  if (isMutation && data.some((value) => value !== null)) return false;
  return [...refusals].some((code) => lacks(result, code));
}

function lacks(result: Result, code: unknown): boolean {
  return 'errors' in result && (result.errors ?? []).some(({ extensions }) => extensions?.code === code);
}
