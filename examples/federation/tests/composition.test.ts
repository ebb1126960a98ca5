import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { composeServices as composeWithHive } from '@theguild/federation-composition';
import { federateSubgraphs } from '@wundergraph/composition';
import { type DocumentNode, parse, print } from 'graphql';
import { World } from '../../../tests/support/world.ts';

const read = (file: string) => parse(readFileSync(file, 'utf8'));

let served: DocumentNode;
beforeAll(async () => {
  const world = await World.start();
  served = parse((await world.ask('{ _service { sdl } }')).data._service.sdl);
  await world.stop();
});

const messages = (errors: readonly { message: string }[] = []) => errors.map(({ message }) => message);

describe.each([
  ['schema.graphql', () => read('schema.graphql')],
  ['what the service serves to gateways', () => served],
])('%s composes with a subgraph that extends User', (_what, schema) => {
  const subgraphs = () => [
    { name: 'auth', url: 'http://auth.internal/graphql', typeDefs: schema() },
    {
      name: 'posts',
      url: 'http://posts.internal/graphql',
      typeDefs: read('examples/federation/posts.graphql'),
    },
  ];

  test("without a hint, with Apollo's composition", () => {
    const result = composeServices(subgraphs());
    expect(messages(result.errors)).toEqual([]);
    expect(messages(result.hints)).toEqual([]);
    expect(result.supergraphSdl).toContain('posts: [Post!]! @join__field(graph: POSTS)');
  });

  test("with Hive's composition", () => {
    const result = composeWithHive(subgraphs());
    expect(messages(result.errors)).toEqual([]);
    expect(result.supergraphSdl).toContain('posts: [Post!]! @join__field(graph: POSTS)');
  });

  test("without a warning, with WunderGraph's composition", () => {
    const result = federateSubgraphs({
      subgraphs: subgraphs().map(({ typeDefs, ...rest }) => ({ ...rest, definitions: typeDefs })),
    });
    expect(result.success ? [] : messages(result.errors)).toEqual([]);
    expect(messages(result.warnings)).toEqual([]);
    expect(result.success && print(result.federatedGraphAST)).toContain('posts: [Post!]!');
  });
});
