import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { KnownDocuments } from '../graphql/known-documents.ts';
import { graphqlType, jsonType, mediaTypeFor } from './media-type.ts';

/**
 * Replaces Apollo's Fastify integration, which parses a URL per request to support GET queries. This service rejects GET,
 * and the parsing would take a twentieth of a `me` query's time (docs/performance.md).
 */
export function graphqlHandler<Context extends BaseContext>(
  server: ApolloServer<Context>,
  documents: KnownDocuments,
  contextOf: (request: FastifyRequest) => Context,
): RouteHandlerMethod {
  return async (request, reply) => {
    const { method } = request;
    const body = documents.replaceIn(request.body);
    const answer = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method, headers: headersOf(request), search: '', body },
      context: async () => contextOf(request),
    });
    for (const [name, value] of answer.headers) void reply.header(name, value);
    if (request.cookieToSet !== undefined) void reply.header('set-cookie', request.cookieToSet);
    void reply.code(answer.status ?? 200);
    // Only @defer and @stream produce a response in parts, and the schema has neither directive.
    if (answer.body.kind !== 'complete') throw new Error('Apollo Server responded in parts.');
    return answer.body.string;
  };
}

/** What Apollo Server's check against CSRF reads. */
const csrfHeaders = ['content-type', 'x-apollo-operation-name', 'apollo-require-preflight'];

/** Only the headers that Apollo Server reads. It parses the Accept header twice, so it gets the shortest equivalent. */
function headersOf({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const name of csrfHeaders) {
    const value = headers[name];
    if (value !== undefined) map.set(name, String(value));
  }
  const { accept } = headers;
  const type = mediaTypeFor(accept);
  // The empty text means JSON, and spares parsing.
  if (type === jsonType) map.set('accept', '');
  else if (accept !== undefined) map.set('accept', type === graphqlType ? type : accept);
  return map;
}
