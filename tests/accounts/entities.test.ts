import { type Answer, codes } from '../support/client.ts';
import { World } from '../support/world.ts';

const secret = 'what the gateway knows';
const env = { DEBUG: 'false', GATEWAY_SECRET: secret };
const world = await World.start({ env });
const closed = await World.start({ database: world.database, env: { DEBUG: 'false' } });
const debugging = await World.start({ database: world.database, env: { DEBUG: 'true' } });
afterAll(async () => {
  await closed.stop();
  await debugging.stop();
  await world.stop();
});

const query = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { id username email isActive } }
}`;

/** Queries `_entities` the way a gateway does. */
function entities(representations: unknown, token?: string): Promise<Answer> {
  const headers = { 'x-gateway-secret': secret };
  return world.ask(query, { representations }, { headers, ...(token !== undefined && { token }) });
}

const user = (id: unknown) => ({ __typename: 'User', id });

const person = await world.addPerson();
const { accessToken } = await world.openSession(person);
const shown = { id: person.id, username: person.username, email: null, isActive: true };

test.each([
  undefined,
  '',
  'wrong',
  `${secret} `.repeat(2),
  secret.toUpperCase(),
  secret.slice(0, -1),
])('rejects the secret %p', async (sent) => {
  const headers = sent === undefined ? {} : { 'x-gateway-secret': sent };
  const answers = [
    await world.ask(query, { representations: [user(person.id)] }, { headers }),
    await world.ask('{ _service { sdl } }', {}, { headers }),
  ];
  for (const answer of answers) {
    expect([answer.status, codes(answer), answer.data ?? null]).toEqual([200, ['FORBIDDEN'], null]);
    expect(answer.text).not.toMatch(new RegExp(`${person.username}|@key`));
  }
});

test('serves a gateway that sends the secret', async () => {
  const { data } = await world.ask('{ _service { sdl } }', {}, { headers: { 'x-gateway-secret': secret } });
  expect(data._service.sdl).toContain('@key(fields: "id")');
  expect((await entities([user(person.id)])).data).toEqual({ _entities: [shown] });
});

test('rejects all callers, signed in or not, while no secret is set', async () => {
  for (const sent of ['', 'undefined', secret]) {
    const options = { token: accessToken, headers: { 'x-gateway-secret': sent } };
    expect(codes(await closed.ask('{ _service { sdl } }', {}, options))).toEqual(['FORBIDDEN']);
    expect(codes(await closed.ask(query, { representations: [user(person.id)] }, options))).toEqual([
      'FORBIDDEN',
    ]);
  }
});

test('is open with DEBUG', async () => {
  const { data } = await debugging.ask(query, { representations: [user(person.id)] });
  expect(data).toEqual({ _entities: [shown] });
  expect((await debugging.ask('{ _service { sdl } }')).data._service.sdl).toContain('type User');
});

test('shows an email only to its owner, by the token that the gateway forwards', async () => {
  const stranger = await world.addPerson();
  const answer = await entities([user(person.id), user(stranger.id)], accessToken);
  expect(answer.data._entities).toEqual([
    { ...shown, email: person.email },
    { id: stranger.id, username: stranger.username, email: null, isActive: true },
  ]);
  expect((await entities([user(person.id)], 'nonsense')).data._entities).toEqual([shown]);
});

test('shows that an account is disabled', async () => {
  const disabled = await world.addPerson();
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  expect((await entities([user(disabled.id)])).data._entities).toMatchObject([{ isActive: false }]);
});

test('reads a hundred references with one statement, in any order', async () => {
  const { database } = world.app;
  const read = database.read;
  const names: string[] = [];
  database.read = (...statement) => {
    // A job may look for due rows meanwhile.
    if (!statement[0].startsWith('due-')) names.push(statement[0]);
    return read.apply(database, statement) as never;
  };
  const ids = Array.from({ length: 98 }, (_, index) => String(1_000_000 + index));
  const { data } = await entities([...ids, person.id, person.id].map(user));
  database.read = read;
  expect(data._entities).toEqual([...ids.map(() => null), shown, shown]);
  expect(names).toEqual(['accounts-by-id']);
});

test('resolves at most a hundred references per request, aliases included', async () => {
  const ask = (aliases: number, each: number) => {
    const fields = Array.from(
      { length: aliases },
      (_, at) => `a${at}: _entities(representations: $r) { __typename }`,
    );
    const representations = Array.from({ length: each }, () => user(person.id));
    const headers = { 'x-gateway-secret': secret };
    return world.ask(`query ($r: [_Any!]!) { ${fields.join(' ')} }`, { r: representations }, { headers });
  };
  for (const [aliases, each] of [
    [1, 100],
    [4, 25],
  ] as const)
    expect(codes(await ask(aliases, each))).toEqual([]);
  for (const [aliases, each] of [
    [1, 101],
    [4, 26],
  ] as const) {
    const { errors } = await ask(aliases, each);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: ['representations'], reason: 'TOO_MANY' }],
    });
  }
});

test('without the secret, gives the same answer for existing and unknown accounts', async () => {
  const text = async (id: string) => (await world.ask(query, { representations: [user(id)] })).text;
  expect(await text('2147483647')).toBe(await text(person.id));
});

const nobody: unknown[] = [
  '0',
  '-1',
  '01',
  ' 1',
  '1 or 1=1',
  "1'; drop table users; --",
  '1e3',
  '0x1',
  '1.0',
  '٣',
  '2147483647',
  '2147483648',
  '99999999999999999999999999',
  '',
  '\u0000',
  '\ud800',
  'x'.repeat(9000),
  1,
  0,
  -1,
  1e300,
  true,
  null,
  undefined,
  [],
  [1],
  ['1'],
  {},
  { $ne: null },
  { toString: 1, valueOf: 1 },
];

test('finds no account by a malformed id', async () => {
  for (const id of nobody) {
    const { status, data, errors } = await entities([user(id)]);
    expect([id, status, data, errors]).toEqual([id, 200, { _entities: [null] }, undefined]);
  }
});

const strange = {
  'a text': 'User',
  'a number': 1,
  'a list': [user('1')],
  'no fields': {},
  'no type': { id: '1' },
  'an unknown type': { __typename: 'Session', id: '1' },
  'a type that is not an entity': { __typename: 'Query' },
  'a property name of every object as the type': { __typename: '__proto__', id: '1' },
  'a list as the type': { __typename: ['User'], id: '1' },
  'an object as the type': { __typename: { toString: 1, valueOf: 1 }, id: '1' },
  'null as the type': { __typename: null, id: '1' },
};

test.each(Object.entries(strange))('rejects a reference with %s, and names it', async (_name, reference) => {
  const answer = await entities([user(person.id), reference]);
  expect([answer.status, codes(answer)]).toEqual([200, ['BAD_USER_INPUT']]);
  expect(answer.errors?.[0]?.extensions.fields).toMatchObject([{ path: ['representations', '1'] }]);
});

test.each([[null], [undefined], [[null]]])('rejects %p instead of references', async (representations) => {
  const answer = await entities(representations);
  expect([answer.status, codes(answer)]).toEqual([200, ['BAD_USER_INPUT']]);
});
