import { ApolloServerErrorCode } from '@apollo/server/errors';
import { type ASTNode, type GraphQLError, Kind, print } from 'graphql';
import { ClientError, defineError } from '../kernel/errors.ts';

export const badRequest = defineError(
  'BAD_REQUEST',
  'This is not a GraphQL request: send a JSON object with a "query".',
);
export const notFound = defineError('NOT_FOUND', 'Not found. The API is at POST /graphql.');
export const methodNotAllowed = defineError(
  'METHOD_NOT_ALLOWED',
  'Send GraphQL operations with POST; in urql, set "preferGetMethod: false".',
);
export const payloadTooLarge = defineError('PAYLOAD_TOO_LARGE', 'The request body is too large.');
export const headersTooLarge = defineError('HEADERS_TOO_LARGE', 'The request headers are too large.');
export const requestTimeout = defineError('REQUEST_TIMEOUT', 'The request took too long to arrive.');
export const unsupportedMediaType = defineError(
  'UNSUPPORTED_MEDIA_TYPE',
  'Send the body as "content-type: application/json", in UTF-8 and uncompressed.',
);

export const protocolErrors = [
  badRequest,
  notFound,
  methodNotAllowed,
  payloadTooLarge,
  headersTooLarge,
  requestTimeout,
  unsupportedMediaType,
];

const parseFailed = (error: GraphQLError) => {
  if (error.message.includes('tokens')) return 'The document is too long.';
  const { line = 1, column = 1 } = error.locations?.[0] ?? {};
  return `The document is not valid GraphQL: syntax error at line ${line}, column ${column}.`;
};

/** These messages never repeat client input. */
const texts: Record<string, (error: GraphQLError) => string> = {
  [ApolloServerErrorCode.GRAPHQL_PARSE_FAILED]: parseFailed,
  [ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED]: ({ message, nodes }) =>
    repeatsValue(message, nodes) ? 'A value in the document has the wrong type.' : withOwnAdvice(message),
  [ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE]: () =>
    'Set "operationName" to an operation of the document.',
  [ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED]: () => 'PersistedQueryNotSupported',
  [ApolloServerErrorCode.BAD_REQUEST]: ({ message }) => message,
};

/** Clients cannot persist queries: only `KnownDocuments` uses this part of Apollo Server. */
const replaced: Record<string, string> = {
  [ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND]: ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
};

export const protocolCodes: readonly string[] = Object.keys(texts);

/** @returns undefined for resolver errors, which have a path. */
export function asProtocolError(error: GraphQLError): ClientError | undefined {
  const code = replaced[String(error.extensions.code)] ?? String(error.extensions.code);
  const text = texts[code];
  return text && !error.path ? new ClientError(code, text(error)) : undefined;
}

/** Apollo's advice is meant for server developers, not for clients. */
function withOwnAdvice(message: string): string {
  if (!message.startsWith('GraphQL introspection is not allowed')) return message;
  return 'Introspection is off. Use client-schema.graphql, or set DEBUG=true in development.';
}

const valueKinds: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** Some graphql-js messages repeat the invalid literal, which may be a password. */
function repeatsValue(message: string, nodes: readonly ASTNode[] | undefined): boolean {
  return (nodes ?? []).some((node) => valueKinds.has(node.kind) && message.includes(print(node)));
}
