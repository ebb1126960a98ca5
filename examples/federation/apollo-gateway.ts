import { readFileSync } from 'node:fs';
import {
  ApolloGateway,
  type GraphQLDataSourceProcessOptions,
  RemoteGraphQLDataSource,
} from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

const { GATEWAY_SECRET = '', PORT = '4100' } = process.env;

interface Context {
  authorization?: string | undefined;
  userAgent?: string | undefined;
}

/** Forwards the client's token and user agent to every subgraph, and sends the gateway's secret to the auth service. */
class Subgraph extends RemoteGraphQLDataSource<Context> {
  private readonly isAuth: boolean;

  constructor({ name, url }: { name: string; url?: string | undefined }) {
    super({ url: url ?? '' });
    this.isAuth = name === 'auth';
  }

  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Context>): void {
    if (context.authorization) request.http?.headers.set('authorization', context.authorization);
    if (context.userAgent) request.http?.headers.set('user-agent', context.userAgent);
    if (this.isAuth) request.http?.headers.set('x-gateway-secret', GATEWAY_SECRET);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(new URL('supergraph.graphql', import.meta.url), 'utf8'),
  buildService: (definition) => new Subgraph(definition),
});
const server = new ApolloServer<Context>({ gateway, includeStacktraceInErrorResponses: false });
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(PORT) },
  context: async ({ req: { headers } }) => ({
    authorization: headers.authorization,
    userAgent: headers['user-agent'],
  }),
});
process.stdout.write(`gateway: ${url}\n`);
