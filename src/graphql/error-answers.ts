import type { ApolloServerPlugin, GraphQLRequestContext, GraphQLRequestListener } from '@apollo/server';
import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Context } from '../feature/context.ts';
import { badUserInput, ClientError, internalServerError } from '../kernel/errors.ts';
import { asDatabaseTrouble } from '../platform/database/database-errors.ts';
import { findInputProblems } from './input-problems.ts';
import { asProtocolError } from './protocol-errors.ts';
import { rootFieldsIn } from './root-fields.ts';

const answers = new WeakMap<object, ClientError>();

const listener: GraphQLRequestListener<Context> = {
  async didResolveOperation({ document, operation, contextValue }) {
    if (!operation) return;
    const { summary } = contextValue.request;
    summary.fields = rootFieldsIn(document)(operation);
    summary.operationType = operation.operation;
  },
  async didEncounterErrors(request) {
    for (const error of request.errors) answers.set(error, answer(error, request));
    const codes = request.errors.map((error) => answers.get(error)?.code ?? '');
    request.contextValue.request.summary.codes = [...new Set(codes)];
  },
  async willSendResponse({ errors, request: { http }, response }) {
    if (!errors?.some(isRefusedDocument) || response.body.kind !== 'single') return;
    // graphql-js reports one error per bad variable, but our first error already lists them all.
    const { singleResult } = response.body;
    if (errors.some(isAboutVariables)) singleResult.errors = singleResult.errors?.slice(0, 1) ?? [];
    // GraphQL over HTTP: 400 in its own media type, but 200 in plain JSON, since gateways and clients mishandle a 400 there.
    const isOwnMediaType = http?.headers.get('accept')?.includes('application/graphql-response+json');
    response.http.status = isOwnMediaType ? 400 : 200;
  },
};

/** Decides which error the client sees for each error in a request, and logs unexpected ones. */
export const errorAnswers: ApolloServerPlugin<Context> = { requestDidStart: async () => listener };

/** Every error leaves the server through here. Masks everything except declared errors and protocol errors. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const known =
    answers.get(error as object) ?? (error instanceof GraphQLError ? asProtocolError(error) : undefined);
  const { message, extensions } = known ?? internalServerError({ requestId: 'unknown' });
  return { ...formatted, message, extensions };
}

function isRefusedDocument(error: GraphQLError): boolean {
  const { code } = error.extensions;
  const { GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED } = ApolloServerErrorCode;
  return code === GRAPHQL_PARSE_FAILED || code === GRAPHQL_VALIDATION_FAILED || isAboutVariables(error);
}

/** Variable errors have no path; resolver errors do. */
function isAboutVariables({ extensions, message, path }: GraphQLError): boolean {
  // graphql-js adds this error once maxCoercionErrors is exceeded, and Apollo does not classify it.
  const isTooMany = message.startsWith('Too many errors processing variables');
  return !path && (isTooMany || extensions.code === ApolloServerErrorCode.BAD_USER_INPUT);
}

type Request = Pick<GraphQLRequestContext<Context>, 'request' | 'operation' | 'schema' | 'contextValue'>;

function answer(error: GraphQLError, { request, operation, schema, contextValue }: Request): ClientError {
  const cause = unwrapResolverError(error);
  if (cause instanceof ClientError) return cause;
  if (isAboutVariables(error) && operation) {
    return badUserInput({ fields: findInputProblems(schema, operation, request.variables ?? {}) });
  }
  const { log, request: incoming } = contextValue;
  const trouble = asDatabaseTrouble(cause);
  if (trouble) {
    log.warn({ err: cause }, 'database unavailable or busy');
    return trouble;
  }
  const protocolError = asProtocolError(error);
  if (protocolError) return protocolError;
  log.error({ err: cause }, 'unexpected error');
  return internalServerError({ requestId: incoming.id });
}
