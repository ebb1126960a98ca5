import { createHash } from 'node:crypto';
import { World } from './support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const document = '{ __typename }';
const sha256Hash = createHash('sha256').update(document).digest('hex');

const post = async (body: object) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(world.url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await response.json()) as { data?: object; errors?: { extensions: { code: string } }[] };
};

test.each([
  ['alone', {}],
  ['with its document', { query: document }],
])('supports no persisted query %s, not even one whose document is known', async (_, body) => {
  for (let time = 0; time < 2; time += 1) expect((await post({ query: document })).data).toBeDefined();
  for (const persistedQuery of [{ version: 1, sha256Hash }, { version: 2 }, {}, 'x', 1]) {
    const { errors } = await post({ ...body, extensions: { persistedQuery } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['PERSISTED_QUERY_NOT_SUPPORTED']);
  }
});

test('answers known documents with other extensions, variables and operation names, and after many others', async () => {
  const query = 'query A($is: Boolean!) { a: __typename @include(if: $is) } query B { b: __typename }';
  const ask = (body: object) => post({ query, ...body });
  const expectAnswers = async () => {
    expect(await ask({ operationName: 'A', variables: { is: true } })).toEqual({ data: { a: 'Query' } });
    expect(await ask({ operationName: 'A', variables: { is: false } })).toEqual({ data: {} });
    expect(await ask({ operationName: 'B', extensions: { client: 'x' } })).toEqual({ data: { b: 'Query' } });
    expect(await ask({ operationName: 'B', extensions: null })).toEqual({ data: { b: 'Query' } });
    expect((await ask({ operationName: 'C' })).errors).toHaveLength(1);
    expect((await ask({ operationName: 'B', extensions: [] })).errors).toHaveLength(1);
  };
  await expectAnswers();
  const others = Array.from({ length: 300 }, (_, number) => post({ query: `{ x${number}: __typename }` }));
  const answers = await Promise.all([
    ...others,
    ...Array.from({ length: 50 }, () => ask({ operationName: 'B' })),
  ]);
  expect(answers.filter(({ errors }) => errors)).toEqual([]);
  await expectAnswers();
});
