import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { createRemoteJWKSet, jwtVerify } from 'jose';

/** A subgraph of another team. It stores posts, and only the ids of users. */

interface Post {
  id: string;
  title: string;
  authorId: string;
}

interface Context {
  /** The user of the access token, which this subgraph verifies offline. */
  userId?: string;
}

const {
  AUTH_URL = 'http://localhost:4000',
  JWT_ISSUER = AUTH_URL,
  JWT_AUDIENCE = 'auth-service',
  PORT = '4001',
} = process.env;

/** Refetched when a token names an unknown key, and after a minute, so that revoked keys disappear. */
const publicKeys = createRemoteJWKSet(new URL('/.well-known/jwks.json', AUTH_URL), { cacheMaxAge: 60_000 });
const posts: Post[] = [];

const resolvers = {
  Query: { posts: () => posts.toReversed() },
  Mutation: {
    addPost(_root: unknown, { title }: { title: string }, { userId }: Context): Post {
      if (userId === undefined) {
        throw new GraphQLError('Log in to write.', { extensions: { code: 'UNAUTHENTICATED' } });
      }
      const post = { id: String(posts.length + 1), title, authorId: userId };
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

/** A logout has no effect here until the token expires, so keep ACCESS_TOKEN_TTL short (docs/gateways.md). */
async function userOf(authorization: string | undefined): Promise<string | undefined> {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  try {
    const { payload } = await jwtVerify(token, publicKeys, {
      issuer: JWT_ISSUER,
      audience: JWT_AUDIENCE,
      typ: 'at+jwt',
      algorithms: ['ES256', 'RS256'],
    });
    return payload.sub;
  } catch {
    return undefined;
  }
}

const typeDefs = parse(readFileSync(new URL('posts.graphql', import.meta.url), 'utf8'));
const server = new ApolloServer<Context>({
  schema: buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]),
});
const { url } = await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: Number(PORT) },
  context: async ({ req }) => {
    const userId = await userOf(req.headers.authorization);
    return userId === undefined ? {} : { userId };
  },
});
process.stdout.write(`posts: ${url}\n`);
