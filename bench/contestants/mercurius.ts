import fastify from 'fastify';
import mercurius from 'mercurius';
import { announce } from './announce.ts';
import { resolvers, typeDefs } from './graphql.ts';

const server = fastify();
await server.register(mercurius, {
  schema: typeDefs,
  resolvers: resolvers as never,
  jit: 1,
  context: (request) => ({ authorization: request.headers.authorization }),
});
await server.listen({ host: '127.0.0.1', port: 0 });
announce(server.server, '/graphql');
