import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

/** An error meant for clients: a stable `extensions.code`, a message, and machine-readable details. */
export class ClientError extends GraphQLError {
  constructor(
    readonly code: string,
    message: string,
    details?: GraphQLErrorExtensions,
  ) {
    super(message, { extensions: { code, ...details } });
  }
}

const declared = new Set<string>();

export const declaredCodes: ReadonlySet<string> = declared;

export interface ErrorKind<Details extends GraphQLErrorExtensions | undefined = undefined> {
  (...details: Details extends undefined ? [] : [Details]): ClientError;
  readonly code: string;
}

/**
 * Declares an expected error. Its message may change, but its code never. Features list their errors in their manifests, and
 * docs/errors.md describes them (tests/errors.test.ts).
 */
export function defineError<Details extends GraphQLErrorExtensions | undefined = undefined>(
  code: string,
  message: string | ((details: Details) => string),
): ErrorKind<Details> {
  declared.add(code);
  const make: (...details: Details[]) => ClientError = (...[details]) => {
    const text = typeof message === 'string' ? message : message(details as Details);
    return withoutStack(() => new ClientError(code, text, details));
  };
  return Object.assign(make, { code }) as ErrorKind<Details>;
}

/** Expected errors carry no stack: capturing one would make up a fifth of a rejection's cost. */
function withoutStack<Made>(make: () => Made): Made {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** One broken rule. `path` starts at the arguments. Must never contain the value itself. */
export interface FieldProblem {
  path: string[];
  reason: string;
  message: string;
}

export const badUserInput = defineError<{ fields: FieldProblem[] }>(
  'BAD_USER_INPUT',
  'Invalid input; see extensions.fields.',
);

export type UnauthenticatedReason = 'TOKEN_MISSING' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'SESSION_ENDED';

const unauthenticatedMessages: Readonly<Record<UnauthenticatedReason, string>> = {
  TOKEN_MISSING: 'Access token required: send "Authorization: Bearer <access token>".',
  TOKEN_EXPIRED: 'Access token has expired. Get a new one with "refresh".',
  TOKEN_INVALID: 'Access token is invalid. Refresh, or log in again.',
  SESSION_ENDED: 'The session has ended. Log in again.',
};

export const unauthenticated = defineError<{ reason: UnauthenticatedReason }>(
  'UNAUTHENTICATED',
  ({ reason }) => unauthenticatedMessages[reason],
);

export const overloaded = defineError<{ retryAfterSeconds: number }>(
  'OVERLOADED',
  'The service is busy. Try again shortly.',
);

export const temporarilyUnavailable = defineError<{ retryAfterSeconds: number }>(
  'TEMPORARILY_UNAVAILABLE',
  'The database is unavailable. Try again shortly.',
);

/** Whether the same request may succeed if retried shortly. */
export function isRetryable({ code }: ClientError): boolean {
  return code === 'OVERLOADED' || code === 'TEMPORARILY_UNAVAILABLE';
}

export const internalServerError = defineError<{ requestId: string }>(
  'INTERNAL_SERVER_ERROR',
  'An internal error occurred. Include the request id when you report it.',
);

export const sharedErrors = [
  badUserInput,
  unauthenticated,
  overloaded,
  temporarilyUnavailable,
  internalServerError,
];
