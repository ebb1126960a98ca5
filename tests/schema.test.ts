import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import {
  buildASTSchema,
  lexicographicSortSchema,
  parse,
  printSchema,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import { features } from '../src/features.ts';
import { buildServiceSchema } from '../src/schema.ts';

const { text } = buildServiceSchema(features);

/** What clients and gateways build on. It may grow; nothing in it may change. */
const contract = `
  type User @key(fields: "id") { id: ID! username: String! email: String isActive: Boolean! }
  type AuthToken {
    accessToken: String! refreshToken: String tokenType: String! expiresIn: Int! refreshExpiresIn: Int! user: User!
  }
  type LogoutPayload { message: String! revokedSessions: Int! }
  enum LogoutScope { CURRENT OTHERS ALL }
  input SignupInput { username: String! email: String! password: String! }
  input LoginInput { username: String! password: String! }
  input RefreshInput { refreshToken: String! }
  input LogoutInput { refreshToken: String scope: LogoutScope! = CURRENT }
  type Query { me: User }
  type Mutation {
    signup(input: SignupInput!): User!
    login(input: LoginInput!): AuthToken!
    refresh(input: RefreshInput!): AuthToken!
    logout(input: LogoutInput): LogoutPayload!
  }`;

/** One spelling for two documents that mean the same: no descriptions, sorted. */
function normalized(document: string): string {
  const bare = visit(parse(document), {
    StringValue: (_node, key) => (key === 'description' ? null : undefined),
    SchemaExtension: () => null,
  });
  return stripIgnoredCharacters(
    printSchema(lexicographicSortSchema(buildASTSchema(bare, { assumeValidSDL: true }))),
  );
}

test('schema.graphql is what the code says', () => {
  expect(readFileSync('schema.graphql', 'utf8')).toBe(text);
});

test('keeps the contract', () => {
  expect(normalized(text)).toBe(normalized(contract));
  expect(text).toContain('type User @key(fields: "id")');
});

test('describes every type, field and argument value that does not explain itself', () => {
  const types = /^(type|enum|input) (?!Query|Mutation)/gm;
  const described = [...text.matchAll(/"""\n(type|enum|input) /g)].length;
  expect(described).toBe([...text.matchAll(types)].length);
});

test('composes with a subgraph that extends User, without a hint', () => {
  const posts = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type User @key(fields: "id") { id: ID! posts: [Post!]! }
    type Post @key(fields: "id") { id: ID! author: User! title: String! }
    type Query { posts: [Post!]! }`);
  const result = composeServices([
    { name: 'auth', url: 'http://auth.internal/graphql', typeDefs: parse(text) },
    { name: 'posts', url: 'http://posts.internal/graphql', typeDefs: posts },
  ]);
  expect(result.errors).toBeUndefined();
  expect(result.hints).toEqual([]);
  expect(result.supergraphSdl).toContain('posts: [Post!]! @join__field(graph: POSTS)');
});
