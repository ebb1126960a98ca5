import { ApolloLink, Observable } from '@apollo/client';
import type { SessionKeeper } from './session-keeper.ts';

type Operation = ApolloLink.Operation;
type Result = ApolloLink.Result;

const authenticationFields = new Set(['signup', 'login', 'refresh', 'logout']);

/** The codes of the service, and of Apollo Router where that checks tokens itself. */
const refusals = new Set<unknown>(['UNAUTHENTICATED', 'AUTH_ERROR', 'UNAUTHORIZED_FIELD_OR_TYPE']);

/**
 * Sends the access token along, renewed before its end, and renews it once more when it is refused all the same: the
 * operation is then sent again, once.
 *
 * @param onOperation learns which operations pass.
 */
export function makeAuthLink(keeper: SessionKeeper, onOperation: (operation: Operation) => void): ApolloLink {
  return new ApolloLink((operation, forward) => {
    onOperation(operation);
    if (isAuthentication(operation)) return forward(operation);
    return new Observable<Result>((observer) => {
      let isOver = false;
      let running: { unsubscribe(): void } | undefined;
      const fail = (error: unknown) => {
        if (!isOver) observer.error(error);
      };

      const send = (token: string | undefined, isLast: boolean) => {
        if (isOver) return;
        let isRefused = false;
        const sendAgain = (refused: string, deliver: () => void) => {
          isRefused = true;
          running?.unsubscribe();
          keeper.refresh(refused).then((session) => {
            if (isOver) return;
            // The session has ended: the first answer says so better than anything else.
            if (session) send(session.accessToken, true);
            else deliver();
          }, fail);
        };
        operation.setContext(({ headers }: { headers?: Record<string, string> }) => ({
          headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
        }));
        running = forward(operation).subscribe({
          next: (result) => {
            if (token === undefined || isLast || !isRefusal(result)) return observer.next(result);
            sendAgain(token, () => {
              observer.next(result);
              observer.complete();
            });
          },
          error: (error) => {
            if (token === undefined || isLast || error?.statusCode !== 401) return observer.error(error);
            sendAgain(token, () => observer.error(error));
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

function isAuthentication({ query }: Operation): boolean {
  return query.definitions.some(
    (definition) =>
      definition.kind === 'OperationDefinition' &&
      definition.operation === 'mutation' &&
      definition.selectionSet.selections.some(
        (selection) => selection.kind === 'Field' && authenticationFields.has(selection.name.value),
      ),
  );
}

function isRefusal(result: Result): boolean {
  return 'errors' in result && (result.errors ?? []).some(({ extensions }) => refusals.has(extensions?.code));
}
