import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Tokens } from './support/client.ts';
import { World } from './support/world.ts';

const readme = readFileSync('README.md', 'utf8');
const world = await World.start();
afterAll(() => world.stop());

const token = 'eyJ…';

/** The response, with tokens shortened as in the README. */
function shortened(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, inner) =>
    typeof inner === 'string' && inner.startsWith('eyJ') ? token : inner,
  );
}

test('every request of the README gets the response below it', async () => {
  const pairs = [...readme.matchAll(/```graphql\n(.*?)```\s*```json\n(.*?)```/gs)];
  expect(pairs).toHaveLength(5);
  let tokens: Partial<Tokens> = {};
  for (const [, query = '', answer = ''] of pairs) {
    const options = tokens.accessToken === undefined ? {} : { token: tokens.accessToken };
    const { data, errors } = await world.ask(query.replace(token, tokens.refreshToken ?? ''), {}, options);
    expect(shortened(errors ? { data, errors } : { data })).toEqual(JSON.parse(answer));
    tokens = data.login ?? data.refresh ?? tokens;
  }
});

test('its curl command works', async () => {
  const body = /curl .* -d '(.*)'/.exec(readme)?.[1] ?? '';
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(world.url, { method: 'POST', headers, body });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

test('names only scripts and files that exist', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const documents = readdirSync('docs').filter((name) => name.endsWith('.md'));
  const examples = ['examples/federation/README.md', 'examples/spa/README.md', 'client/README.md'];
  for (const document of [
    'README.md',
    'CONTRIBUTING.md',
    ...examples,
    ...documents.map((name) => `docs/${name}`),
  ]) {
    const text = readFileSync(document, 'utf8');
    for (const [, script] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const [, file = ''] of text.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)) {
      const found = existsSync(path.resolve(path.dirname(document), file));
      expect([document, file, found]).toEqual([document, file, true]);
    }
  }
});
