import { Agent, request } from 'node:http';
import { passwordHasher } from '../src/password/hasher.ts';
import { from, makePerson } from './support/client.ts';
import { until } from './support/left-behind.ts';
import { within } from './support/patience.ts';
import { World } from './support/world.ts';

const development = await World.start({ env: { CORS_ORIGINS: 'https://app.example.com' } });
const production = await World.start({ env: { DEBUG: 'false', CORS_ORIGINS: 'https://app.example.com' } });
afterAll(async () => {
  await development.stop();
  await production.stop();
});

async function allowedOrigin(world: World, origin: string): Promise<string | null> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  };
  const preflight = await fetch(world.url, { method: 'OPTIONS', headers });
  const answer = await world.ask('{ __typename }', {}, { headers: { origin } });
  const allowed = preflight.headers.get('access-control-allow-origin');
  expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
  expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  if (allowed) {
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('POST');
  }
  return allowed;
}

describe('with DEBUG', () => {
  test('answers introspection and suggests names for typing errors', async () => {
    expect((await development.ask('{ __schema { queryType { name } } }')).data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
    expect((await development.ask('{ mee { id } }')).text).toContain('Did you mean');
  });

  test.each([
    'http://localhost:3000',
    'http://127.0.0.1:5173',
    'http://[::1]:8080',
    'https://studio.apollographql.com',
    'https://app.example.com',
  ])('lets %s in', async (origin) => {
    expect(await allowedOrigin(development, origin)).toBe(origin);
  });

  test.each([
    'https://evil.example',
    'http://localhost.evil.example',
    'null',
    'https://studio.apollographql.com.evil',
  ])('keeps %s out', async (origin) => {
    expect(await allowedOrigin(development, origin)).toBeNull();
  });
});

describe('without DEBUG', () => {
  test('does not reveal its schema', async () => {
    for (const query of ['{ __schema { queryType { name } } }', '{ __type(name: "User") { name } }']) {
      expect((await production.ask(query)).errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
    expect((await production.ask('{ mee { id } }')).text).not.toContain('Did you mean');
    const misspelt = 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }';
    expect((await production.ask(misspelt, { input: { usernam: 'a', password: 'b' } })).text).not.toContain(
      'Did you',
    );
  });

  test('sends no federated traces', async () => {
    const headers = { 'apollo-federation-include-trace': 'ftv1' };
    expect((await production.ask('{ __typename }', {}, { headers })).text).not.toContain('ftv1');
  });

  test('allows only the configured origins', async () => {
    expect(await allowedOrigin(production, 'https://app.example.com')).toBe('https://app.example.com');
    for (const origin of ['http://localhost:3000', 'https://studio.apollographql.com', 'null']) {
      expect(await allowedOrigin(production, origin)).toBeNull();
    }
  });
});

test('logs preflights like other requests', async () => {
  production.log.length = 0;
  expect(await allowedOrigin(production, 'https://app.example.com')).toBe('https://app.example.com');
  const lines = production.log.map((line) => JSON.parse(line));
  expect(lines.map(({ msg, method }) => [msg, method])).toEqual([
    ['answered', 'OPTIONS'],
    ['answered', 'POST'],
  ]);
});

test('logs the code of a request that it rejects before any operation', async () => {
  const url = production.url;
  const json = { 'content-type': 'application/json' };
  const refused: [string, RequestInit, number, string][] = [
    [url.replace('/graphql', '/nothing'), {}, 404, 'NOT_FOUND'],
    [url, { method: 'PUT' }, 405, 'METHOD_NOT_ALLOWED'],
    [
      url,
      { method: 'POST', body: '{}', headers: { 'content-type': 'text/csv' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [url, { method: 'POST', body: '{', headers: json }, 400, 'BAD_REQUEST'],
  ];
  production.log.length = 0;
  for (const [target, init] of refused) await fetch(target, init);
  const lines = production.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'answered');
  expect(lines.map(({ status, codes }) => [status, codes])).toEqual(
    refused.map(([, , status, code]) => [status, [code]]),
  );
});

test('sends an id, no-store and nosniff with every response', async () => {
  const { headers } = await production.ask('{ __typename }');
  expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  for (const name of ['etag', 'x-powered-by', 'server']) expect(headers.get(name)).toBeNull();
});

test('treats many wrong fields as invalid input, and not as an internal error', async () => {
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }';
  const input = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`unknown${n}`, 'x']));
  const { errors } = await production.ask(query, { input });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(production.log.filter((line) => line.includes('unexpected error'))).toEqual([]);
});

test('reports its health', async () => {
  for (const path of ['/healthz', '/readyz']) {
    const response = await fetch(new URL(path, production.url));
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  }
});

test('is not ready while its newest migration is missing', async () => {
  await production.sql("update mikro_orm_migrations set name = 'gone ' || name");
  const response = await fetch(new URL('/readyz', production.url));
  expect([response.status, await response.json()]).toEqual([503, { status: 'migrations pending' }]);
  await production.sql('update mikro_orm_migrations set name = substr(name, 6)');
  expect((await fetch(new URL('/readyz', production.url))).status).toBe(200);
});

test('uses the same error format for unknown paths', async () => {
  const response = await fetch(new URL('/nowhere', production.url));
  expect([response.status, await response.json()]).toEqual([
    404,
    { errors: [expect.objectContaining({ extensions: { code: 'NOT_FOUND' } })] },
  ]);
});

test('survives a malformed Host header', async () => {
  const { port } = new URL(production.url);
  const status = await new Promise((resolve, reject) => {
    const sent = request({
      port,
      path: '/graphql',
      method: 'POST',
      headers: { host: '[', 'content-type': 'application/json' },
    });
    sent.once('response', (response) => resolve(response.resume().statusCode));
    sent.once('error', reject);
    sent.end('{"query":"{__typename}"}');
  });
  expect(status).toBe(400);
});

test('trusts X-Forwarded-For only from configured proxies', async () => {
  const proxied = await World.start({ env: { TRUST_PROXY: '127.0.0.0/8,::1' } });
  for (const [world, expected] of [
    [proxied, '203.0.113.9'],
    [production, '127.0.0.1'],
  ] as const) {
    const person = await world.addPerson();
    await world.ask(
      'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }',
      { input: { username: person.username, password: person.password } },
      { headers: { 'x-forwarded-for': '203.0.113.9' } },
    );
    const [row] = await world.sql('select ip_address from sessions');
    expect(String(row?.ip_address).replace('::ffff:', '').replace('::1', '127.0.0.1')).toBe(expected);
  }
  await proxied.stop();
});

test('warns once that it ignores the X-Forwarded-For of an unknown proxy', async () => {
  const world = await World.start();
  const warnings = () => world.log.filter((line) => line.includes('TRUST_PROXY'));
  await world.me();
  expect(warnings()).toEqual([]);
  for (let time = 0; time < 3; time += 1) await world.ask('{ __typename }', {}, from('203.0.113.9'));
  expect(warnings()).toHaveLength(1);
  await world.stop();
});

const json = 'application/json';
const graphql = 'application/graphql-response+json';

test.each([
  [json, json, 200],
  [graphql, graphql, 400],
  [`${graphql}, ${json};q=0.9`, graphql, 400],
  [`${json};q=0, */*`, graphql, 400],
  [`${json}, ${graphql}`, json, 200],
  [`${graphql};q=0, */*`, json, 200],
  ['', json, 200],
])('rejects a document for "%s" in %s, with the status that GraphQL over HTTP requires', async (accept, type, status) => {
  const wrong = [
    ['{ me {', {}],
    ['{ you { id } }', {}],
    ['mutation ($input: LoginInput!) { login(input: $input) { tokenType } }', { input: 17 }],
  ] as const;
  for (const [query, variables] of wrong) {
    const answer = await production.ask(query, variables, { headers: { accept } });
    expect([answer.status, answer.headers.get('content-type'), answer.errors?.length]).toEqual([
      status,
      `${type}; charset=utf-8`,
      1,
    ]);
  }
});

test('may take longer than REQUEST_TIMEOUT, since that only limits the client', async () => {
  const world = await World.start({ env: { REQUEST_TIMEOUT: '300ms', BCRYPT_COST: '13' } });
  const began = performance.now();
  expect((await world.signUp(makePerson())).data.signup.isActive).toBe(true);
  expect(performance.now() - began).toBeGreaterThan(300);
  await world.stop();
});

test('stops while a client keeps its connection open, after finishing the requests in flight', async () => {
  const world = await World.start({ env: { BCRYPT_COST: '10' } });
  const agent = new Agent({ keepAlive: true });
  const body = JSON.stringify({
    query: 'mutation ($input: SignupInput!) { signup(input: $input) { isActive } }',
    variables: { input: makePerson() },
  });
  const options = { method: 'POST', agent, headers: { 'content-type': 'application/json' } };
  const answer = new Promise<string>((resolve, reject) => {
    const sent = request(world.url, options, async (response) =>
      resolve(Buffer.concat(await response.toArray()).toString()),
    );
    sent.once('error', reject);
    sent.end(body);
  });
  await until('the password to be hashed', () => passwordHasher(world.app).load.running > 0);
  const began = performance.now();
  const [text] = await Promise.all([answer, world.stop()]);
  expect(JSON.parse(text)).toEqual({ data: { signup: { isActive: true } } });
  expect(performance.now() - began).toBeLessThan(within(5_000));
  agent.destroy();
});
