import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

/** A failure that the caller may see: a stable `extensions.code`, a message, and details a program can act on. */
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

/** Every code that the loaded modules declare. */
export const declaredCodes: ReadonlySet<string> = declared;

/** Makes one declared error, with the details that belong to it. */
export interface ErrorKind<Details extends GraphQLErrorExtensions | undefined = undefined> {
  (...details: Details extends undefined ? [] : [Details]): ClientError;
  readonly code: string;
}

/**
 * Declares one expected failure. The code never changes, the message may. A feature lists its errors in its manifest,
 * and `docs/errors.md` describes them (tests/errors.test.ts).
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

/** Expected errors carry no stack: recording one takes a fifth of the time of a refusal. */
function withoutStack<Made>(make: () => Made): Made {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** One broken rule; `path` leads to the value from the root of the arguments. The value itself is never repeated. */
export interface FieldProblem {
  path: string[];
  reason: string;
  message: string;
}

export const badUserInput = defineError<{ fields: FieldProblem[] }>(
  'BAD_USER_INPUT',
  'Some of the values cannot be accepted; "fields" says which and why.',
);

export type UnauthenticatedReason = 'TOKEN_MISSING' | 'TOKEN_EXPIRED' | 'TOKEN_INVALID' | 'SESSION_ENDED';

const unauthenticatedMessages: Readonly<Record<UnauthenticatedReason, string>> = {
  TOKEN_MISSING: 'This needs an access token: send "Authorization: Bearer <access token>".',
  TOKEN_EXPIRED: 'The access token has expired. Get a new one with "refresh".',
  TOKEN_INVALID: 'This is not an access token of this service. Log in, or refresh.',
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
  'The service cannot reach its database. Nothing was lost; try again shortly.',
);

/** Nothing was decided: the same request may succeed a little later. */
export function isRetryable({ code }: ClientError): boolean {
  return code === 'OVERLOADED' || code === 'TEMPORARILY_UNAVAILABLE';
}

export const internalServerError = defineError<{ requestId: string }>(
  'INTERNAL_SERVER_ERROR',
  'Something went wrong on our side. When you report it, give the request id.',
);

/** The errors of every part of the service. */
export const sharedErrors = [
  badUserInput,
  unauthenticated,
  overloaded,
  temporarilyUnavailable,
  internalServerError,
];
