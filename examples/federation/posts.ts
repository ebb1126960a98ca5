import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { type Caller, makeCallerOf } from './caller.ts';

/** Another team's subgraph. It stores posts, and knows users only by id. */

interface Post {
  id: string;
  title: string;
  authorId: string;
}

interface Context {
  caller: Caller;
}

const callerOf = makeCallerOf({
  authUrl: setting('AUTH_URL'),
  issuer: setting('JWT_ISSUER'),
  audience: process.env.JWT_AUDIENCE ?? 'auth-service',
});
const posts: Post[] = [];

const resolvers = {
  Query: { posts: () => posts.toReversed() },
  Mutation: {
    addPost(_root: unknown, { title }: { title: string }, { caller }: Context): Post {
      if ('error' in caller) throw caller.error;
      const post = { id: String(posts.length + 1), title, authorId: caller.userId };
      posts.push(post);
      return post;
    },
  },
  Post: {
    __resolveReference: ({ id }: { id: string }) => posts.find((post) => post.id === id),
    author: ({ authorId }: Post) => ({ __typename: 'User', id: authorId }),
  },
  User: { posts: ({ id }: { id: string }) => posts.filter(({ authorId }) => authorId === id) },
};

const typeDefs = parse(readFileSync(new URL('posts.graphql', import.meta.url), 'utf8'));
const server = new ApolloServer<Context>({
  schema: buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]),
  includeStacktraceInErrorResponses: false,
});
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(process.env.PORT ?? '4102') },
  context: async ({ req }) => ({ caller: await callerOf(req.headers.authorization) }),
});
process.stdout.write(`posts: ${url}\n`);

/** No default: with a wrong issuer, every token would be rejected. */
function setting(name: string): string {
  const value = process.env[name];
  if (value) return value;
  process.stderr.write(`Set ${name}.\n`);
  process.exit(1);
}
