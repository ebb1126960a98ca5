import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { announce } from './announce.ts';
import { resolvers, typeDefs } from './graphql.ts';

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers: resolvers as never }),
  context: ({ request }) => ({ authorization: request.headers.get('authorization') ?? undefined }),
  logging: false,
});
const server = createServer(yoga);
server.listen(0, '127.0.0.1', () => announce(server, '/graphql'));
