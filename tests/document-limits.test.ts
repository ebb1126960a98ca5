import { getIntrospectionQuery } from 'graphql';
import { codes, makePerson } from './support/client.ts';
import { World } from './support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');
const login = 'login(input: { username: "alice", password: "a guess of many" }) { tokenType }';
const doubling = (levels: number, leaf: string) =>
  `${repeat(levels, (n) => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`)} fragment F${levels} on User { ${leaf} }`;

const refused = {
  'two logins': `mutation { a: ${login} b: ${login} }`,
  'a login beside a signup': `mutation { ${login} signup(input: { username: "a", email: "b", password: "c" }) { id } }`,
  'thirty logins': `mutation { ${repeat(30, (n) => `a${n}: ${login}`)} }`,
  'logins in a fragment that is spread twice': `mutation { ...L ...L } fragment L on Mutation { ${login} }`,
  'logins in inline fragments': `mutation { ... on Mutation { a: ${login} } ... { b: ${login} } }`,
  'six root fields': `{ ${repeat(6, (n) => `m${n}: me { id }`)} }`,
  'seven hundred aliases': `{ ${repeat(700, (n) => `m${n}: __typename`)} }`,
  'doubling fragments': `{ me { ...F0 } } ${doubling(22, 'id')}`,
  'a circle of fragments': '{ me { ...A } } fragment A on User { ...B } fragment B on User { ...A }',
  'two thousand levels': `{ ${'me { '.repeat(2_000)} id ${'}'.repeat(2_000)} }`,
};

test.each(Object.entries(refused))('refuses %s before it runs', async (_what, query) => {
  const began = performance.now();
  const answer = await world.ask(query);
  expect(codes(answer)[0]).toMatch(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/);
  expect([answer.status, answer.data]).toEqual([200, undefined]);
  expect(answer.errors?.length).toBeLessThanOrEqual(6);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('makes no account out of a request with many signups', async () => {
  const people = Array.from({ length: 5 }, makePerson);
  const parameters = people.map((_, n) => `$p${n}: SignupInput!`).join(', ');
  const query = `mutation (${parameters}) { ${repeat(5, (n) => `a${n}: signup(input: $p${n}) { id }`)} }`;
  const variables = Object.fromEntries(people.map((person, n) => [`p${n}`, person]));
  expect(codes(await world.ask(query, variables))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  expect(await world.sql('select count(*)::int as n from users')).toEqual([{ n: 0 }]);
});

test('leaves honest documents alone', async () => {
  expect(codes(await world.ask(getIntrospectionQuery()))).toEqual([]);
  const several = `query One { me { id } } mutation Two { ${login} } mutation Three { ${login} }`;
  const answer = await fetch(world.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: several, operationName: 'One' }),
  });
  expect(await answer.json()).toMatchObject({ data: { me: null }, errors: [{ path: ['me'] }] });
});
