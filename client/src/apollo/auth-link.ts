import { ApolloLink, Observable } from '@apollo/client';
import type { GraphQLFormattedError, SelectionNode } from 'graphql';
import { hasCode, sessionEnded } from '../core/auth-error.ts';
import { claimsOf } from '../core/claims.ts';
import type { SessionKeeper } from '../core/session-keeper.ts';

type Operation = ApolloLink.Operation;
type Result = ApolloLink.Result;

/** Apollo Router's code for a field outside the token's scopes. A newer token rarely helps. */
const lacksScope = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** Error codes from the service, or from an Apollo Router that checks tokens itself. */
const refusals = new Set<unknown>(['UNAUTHENTICATED', 'AUTH_ERROR', lacksScope]);

const reauthenticationRequired = 'REAUTHENTICATION_REQUIRED';

interface Options {
  /** Mutations that are sent without an access token and never cause a refresh. */
  authenticationFields: ReadonlySet<string>;
  /** Called for every operation that passes through the link. */
  onOperation(operation: Operation): void;
}

/**
 * Adds the access token to each operation, renewing it before it expires. If a server rejects the token anyway, renews it
 * and resends the operation once. If an operation needs a confirmation of the user's identity, resends it once confirmed.
 */
export function makeAuthLink(
  keeper: SessionKeeper,
  { authenticationFields, onOperation }: Options,
): ApolloLink {
  /** A token that was renewed to gain a scope, to no avail. */
  let renewedInVain: string | undefined;
  /** Which session each operation belongs to. By the time a RetryLink resends one, another user may be logged in. */
  const owners = new WeakMap<Operation, string>();

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
            // The first response is a better explanation of the ended session.
            if (isOver) return;
            if (hasCode(error, 'SESSION_ENDED')) deliver();
            else observer.error(error);
          },
        );
      };

      let mayConfirm = true;
      const sendWhenConfirmed = (
        extensions: Readonly<Record<string, unknown>>,
        count: number | undefined,
        deliver: () => void,
      ) => {
        mayConfirm = false;
        running?.unsubscribe();
        const confirming = keeper.confirmation?.needed(extensions, count) ?? Promise.resolve(false);
        confirming.then((isConfirmed) => (isConfirmed ? begin() : isOver || deliver()), fail);
      };

      const send = (token: string | undefined, isAgain: boolean) => {
        if (isOver) return;
        const count = keeper.confirmation?.count;
        let mayRenew = token !== undefined && !isAgain;
        let isRefused = false;
        operation.setContext(({ headers }: { headers?: Record<string, string> }) => ({
          headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
        }));
        running = forward(operation).subscribe({
          next: (result) => {
            const deliver = () => {
              observer.next(result);
              observer.complete();
            };
            const isScope = errorsOf(result).some(({ extensions }) => extensions?.code === lacksScope);
            const isInVain = isScope && token === renewedInVain;
            if (token !== undefined && mayRenew && !isInVain && isRefusal(operation, result)) {
              isRefused = true;
              return sendAgain(token, isScope, deliver);
            }
            const need = token !== undefined && mayConfirm && confirmationNeededFor(operation, result);
            if (need) {
              isRefused = true;
              return sendWhenConfirmed(need, count, deliver);
            }
            // A subscription may outlive several tokens.
            if (token !== undefined && !('errors' in result && result.errors)) mayRenew = true;
            // Keep one user's result out of the next user's cache.
            if (token !== undefined && !keeper.owns(claimsOf(token).sid)) {
              return observer.error(sessionEnded());
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

      const begin = () =>
        keeper.freshToken().then((token) => {
          const session = token && claimsOf(token).sid;
          const owner = owners.get(operation) ?? session;
          if (owner && !keeper.owns(owner)) return fail(sessionEnded());
          if (owner) owners.set(operation, owner);
          send(token, false);
        }, fail);
      void begin();
      return () => {
        isOver = true;
        running?.unsubscribe();
      };
    });
  });
}

function isAuthentication({ query }: Operation, authenticationFields: ReadonlySet<string>): boolean {
  return fieldsOf(query).some(
    (field) => field.kind === 'Field' && authenticationFields.has(field.name.value),
  );
}

/** Whether the server rejected the whole operation. A mutation that returned data has run at least in part. */
function isRefusal({ query }: Operation, result: Result): boolean {
  const data = 'data' in result ? Object.values(result.data ?? {}) : [];
  if (fieldsOf(query).length > 0 && data.some((value) => value !== null)) return false;
  return errorsOf(result).some(({ extensions }) => refusals.has(extensions?.code));
}

/**
 * @returns the details of the error if the operation needs a confirmation and may be sent again afterwards: a query, or a
 * mutation of which no field has run. Then each field has its own error, or the response has no data.
 */
function confirmationNeededFor({ query }: Operation, result: Result): Record<string, unknown> | undefined {
  const errors = errorsOf(result).filter(({ extensions }) => extensions?.code === reauthenticationRequired);
  const hasRun = fieldsOf(query).some(
    (field) =>
      field.kind !== 'Field' ||
      !errors.some(({ path }) =>
        path ? path.length === 1 && path[0] === (field.alias ?? field.name).value : !('data' in result),
      ),
  );
  return hasRun ? undefined : errors[0]?.extensions;
}

/** The root fields of mutations. */
function fieldsOf({ definitions }: Operation['query']): readonly SelectionNode[] {
  return definitions.flatMap((definition) =>
    definition.kind === 'OperationDefinition' && definition.operation === 'mutation'
      ? definition.selectionSet.selections
      : [],
  );
}

function errorsOf(result: Result): readonly GraphQLFormattedError[] {
  return ('errors' in result && result.errors) || [];
}
