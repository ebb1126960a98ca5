import { ApolloServerErrorCode } from '@apollo/server/errors';
import { type ASTNode, type GraphQLError, Kind, print } from 'graphql';
import { ClientError, defineError } from '../kernel/errors.ts';

/** Refusals of the HTTP layer, in the same form as every other error. */
export const badRequest = defineError(
  'BAD_REQUEST',
  'This is not a GraphQL request: send a JSON object with a "query".',
);
export const notFound = defineError('NOT_FOUND', 'There is nothing here. The API is at POST /graphql.');
export const methodNotAllowed = defineError('METHOD_NOT_ALLOWED', 'Send GraphQL operations with POST.');
export const payloadTooLarge = defineError('PAYLOAD_TOO_LARGE', 'The request body is too large.');
export const headersTooLarge = defineError('HEADERS_TOO_LARGE', 'The headers of the request are too large.');
export const requestTimeout = defineError('REQUEST_TIMEOUT', 'The request took too long to arrive.');
export const unsupportedMediaType = defineError(
  'UNSUPPORTED_MEDIA_TYPE',
  'Send the body as "content-type: application/json", in UTF-8 and uncompressed.',
);

/** The refusals above. */
export const protocolErrors = [
  badRequest,
  notFound,
  methodNotAllowed,
  payloadTooLarge,
  headersTooLarge,
  requestTimeout,
  unsupportedMediaType,
];

/** The protocol's own refusals, with texts that cannot repeat what the client sent. */
const parseFailed = (error: GraphQLError) => {
  if (error.message.includes('tokens')) return 'The document is too long.';
  const { line = 1, column = 1 } = error.locations?.[0] ?? {};
  return `The document is not valid GraphQL: syntax error at line ${line}, column ${column}.`;
};

const texts: Record<string, (error: GraphQLError) => string> = {
  [ApolloServerErrorCode.GRAPHQL_PARSE_FAILED]: parseFailed,
  [ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED]: ({ message, nodes }) =>
    repeatsValue(message, nodes) ? 'A value in the document has the wrong type.' : withOwnAdvice(message),
  [ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE]: () =>
    'Name one of the operations of the document in "operationName".',
  [ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED]: ({ message }) => message,
  [ApolloServerErrorCode.BAD_REQUEST]: ({ message }) => message,
};

export const protocolCodes: readonly string[] = Object.keys(texts);

/** @returns nothing for what is not the protocol's: errors of resolvers have a path, these have none. */
export function asProtocolError(error: GraphQLError): ClientError | undefined {
  const code = String(error.extensions.code);
  const text = texts[code];
  return text && !error.path ? new ClientError(code, text(error)) : undefined;
}

/** Apollo's advice is for whoever wrote the server, not for who asks it. */
function withOwnAdvice(message: string): string {
  if (!message.startsWith('GraphQL introspection is not allowed')) return message;
  return 'Introspection is off. Use schema.graphql, or set DEBUG=true in development.';
}

const valueKinds: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

/** graphql-js prints the offending literal into some of its messages; a literal may be a password. */
function repeatsValue(message: string, nodes: readonly ASTNode[] | undefined): boolean {
  return (nodes ?? []).some((node) => valueKinds.has(node.kind) && message.includes(print(node)));
}
