import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestListener } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyBaseLogger } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../feature/context.ts';
import { documentLimits } from './document-limits.ts';
import { errorAnswers, formatError } from './error-answers.ts';
import type { KnownDocuments } from './known-documents.ts';
import { knownOperationTypes } from './known-operation-types.ts';

interface Options {
  schema: GraphQLSchema;
  attempts: ReadonlyMap<string, unknown>;
  documents: KnownDocuments;
  debug: boolean;
  log: FastifyBaseLogger;
}

export async function startGraphqlServer({
  schema,
  attempts,
  documents,
  debug,
  log,
}: Options): Promise<ApolloServer<Context>> {
  const server = new ApolloServer<Context>({
    schema,
    introspection: debug,
    hideSchemaDetailsFromClientErrors: !debug,
    includeStacktraceInErrorResponses: false,
    persistedQueries: documents.persistedQueries,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    logger: log as never,
    formatError,
    validationRules: [knownOperationTypes, documentLimits(attempts)],
    maxRecursiveSelections: 500,
    parseOptions: { maxTokens: 1000 },
    validationOptions: { maxErrors: 5 },
    executionOptions: { maxCoercionErrors: 5 },
    plugins: [
      errorAnswers,
      learning(documents),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await server.start();
  return server;
}

function learning(documents: KnownDocuments): ApolloServerPlugin<Context> {
  const listener: GraphQLRequestListener<Context> = {
    async didResolveOperation({ source, queryHash }) {
      documents.learn(source, queryHash);
    },
  };
  return { requestDidStart: async () => listener };
}
