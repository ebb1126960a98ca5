import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { fetchExchange, Client as UrqlClient } from '@urql/core';
import { GraphQLClient } from 'graphql-request';
import { fetchQuery, type GraphQLTaggedNode } from 'relay-runtime';
import type { TestAuth, TestUser } from '../../../src/testing/kit/types.ts';
import { startAuth } from '../../../tests/support/kit.ts';
import { askWithApolloClient } from '../apollo-client.ts';
import meQuery from '../generated/relay/documentsMeQuery.graphql.js';
import { askWithGenql } from '../genql.ts';
import { askWithGraphqlRequest } from '../graphql-request.ts';
import { askWithRelay, makeEnvironment } from '../relay.ts';
import { askWithUrql, makeUrqlClient } from '../urql.ts';

let auth: TestAuth;
let user: TestUser;
beforeAll(async () => {
  auth = await startAuth();
  user = await auth.user();
});
afterAll(() => auth.stop());

describe.each([
  ['Apollo Client', askWithApolloClient],
  ['urql', askWithUrql],
  ['graphql-request', askWithGraphqlRequest],
  ['Relay', askWithRelay],
  ['genql', askWithGenql],
])('%s', (_name, ask) => {
  test('logs in and asks who is logged in', async () => {
    const { username, password } = user;
    expect((await ask(auth.url, { username, password })).me?.username).toBe(username);
  });

  test('finds the code of a refusal in the error', async () => {
    const { username } = user;
    const error = await ask(auth.url, { username, password: 'a wrong guess' }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(inspect(error, { depth: 5 })).toContain('INVALID_CREDENTIALS');
  });
});

test('urql refreshes a rejected token and goes on', async () => {
  const { refreshToken } = await user.tokens();
  const client = makeUrqlClient(auth.url, { accessToken: 'rejected', refreshToken });
  for (const query of ['{ me { username } }', '{ me { id username } }']) {
    const { data, error } = await client.query(query, {}).toPromise();
    expect(error).toBeUndefined();
    expect(data.me.username).toBe(user.username);
  }
});

test('urql without its setting learns from the refusal of GET what to set', async () => {
  const client = new UrqlClient({ url: auth.url, exchanges: [fetchExchange] });
  const { error } = await client.query('{ me { username } }', {}).toPromise();
  expect(error?.message).toContain('preferGetMethod: false');
  expect(error?.graphQLErrors[0]?.extensions.code).toBe('METHOD_NOT_ALLOWED');
});

test('graphql-request throws an error that holds the password; the example does not pass it on', async () => {
  const password = 'a wrong guess that stays secret';
  const input = { username: user.username, password };
  const plain = new GraphQLClient(auth.url).request(
    'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
    { input },
  );
  expect(String(await plain.catch((thrown) => thrown))).toContain(password);
  const error = await askWithGraphqlRequest(auth.url, input).catch((thrown) => thrown);
  expect(inspect(error, { depth: 5 })).not.toContain(password);
});

test('Relay gives null for me without a login, and no error', async () => {
  const query = meQuery as unknown as GraphQLTaggedNode;
  const answer = await fetchQuery(makeEnvironment(auth.url), query, {}).toPromise();
  expect(answer).toEqual({ me: null });
});

test.each([
  'client',
  'examples/clients',
  'examples/federation',
  'examples/spa',
])('docs/clients.md names the versions that are tested in %s', (folder) => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const rows = readFileSync('docs/clients.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const named = Object.entries({ ...dependencies, ...devDependencies }).flatMap(([name, version]) =>
    rows.filter((row) => row.includes(`\`${name}\``)).map((row) => [name, version, row.split(' | ')[1]]),
  );
  expect(named.length).toBeGreaterThan(0);
  for (const [name, version, written] of named) expect([name, written]).toEqual([name, version]);
});
