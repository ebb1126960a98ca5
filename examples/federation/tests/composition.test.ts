import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { composeServices as composeWithHive } from '@theguild/federation-composition';
import { parse } from 'graphql';

const read = (file: string) => parse(readFileSync(file, 'utf8'));

const subgraphs = [
  { name: 'auth', url: 'http://auth.internal/graphql', typeDefs: read('schema.graphql') },
  {
    name: 'posts',
    url: 'http://posts.internal/graphql',
    typeDefs: read('examples/federation/posts.graphql'),
  },
];

const messages = (errors: readonly { message: string }[] = []) => errors.map(({ message }) => message);

test("composes with a subgraph that extends User, without a hint, with Apollo's composition", () => {
  const result = composeServices(subgraphs);
  expect(messages(result.errors)).toEqual([]);
  expect(messages(result.hints)).toEqual([]);
  expect(result.supergraphSdl).toContain('posts: [Post!]! @join__field(graph: POSTS)');
});

test("composes with Hive's composition", () => {
  const result = composeWithHive(subgraphs);
  expect(messages(result.errors)).toEqual([]);
  expect(result.supergraphSdl).toContain('posts: [Post!]! @join__field(graph: POSTS)');
});
