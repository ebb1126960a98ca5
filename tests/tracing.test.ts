import { randomBytes } from 'node:crypto';
import { passwordHasher } from '../src/password/hasher.ts';
import type { Answer } from './support/client.ts';
import { codes } from './support/client.ts';
import { Collector, type ReceivedSpan } from './support/collector.ts';
import { until } from './support/left-behind.ts';
import { World } from './support/world.ts';

// The SDK itself reads this variable.
process.env.OTEL_BSP_SCHEDULE_DELAY = '20';

const collector = await Collector.start();
const world = await World.start({
  env: {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20for-the-collector',
    OTEL_SERVICE_NAME: 'auth-under-test',
    BCRYPT_COST: '10',
  },
});
afterAll(async () => {
  await world.stop();
  await collector.stop();
});

const requestIdOf = ({ headers }: Answer) => headers.get('x-request-id');
const spanOf = (answer: Answer) => collector.requestSpan(requestIdOf(answer));
const namesOf = (spans: readonly ReceivedSpan[]) => spans.map(({ name }) => name).toSorted();
const timeOf = ({ startTimeUnixNano, endTimeUnixNano }: ReceivedSpan) =>
  Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6;

test('shows a request whose client disconnected', async () => {
  const person = await world.addPerson();
  const sent = new AbortController();
  const query = 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }';
  const { username, password } = person;
  const login = fetch(world.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input: { username, password } } }),
    signal: sent.signal,
  }).catch(() => undefined);
  await until('the password to be compared', () => passwordHasher(world.app).load.running > 0);
  sent.abort();
  await login;
  const span = await until('its span', () =>
    collector.spans.find(({ attributes }) => attributes['http.response.status_code'] === 499),
  );
  expect(span.name).toBe('login');
  expect(namesOf(collector.partsOf(span))).toContain('password.compare');
});

test('shows a login and its parts', async () => {
  const person = await world.addPerson();
  const login = await spanOf(await world.logIn(person));
  expect(login).toMatchObject({ name: 'login', kind: 2, status: { code: 0 } });
  expect(login.attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.route': '/graphql',
    'http.response.status_code': 200,
    'graphql.operation.type': 'mutation',
  });
  expect(login.parentSpanId).toBeUndefined();
  const parts = collector.partsOf(login);
  expect(namesOf(parts)).toEqual(
    expect.arrayContaining(['account-by-username', 'password.wait', 'password.compare', 'transaction']),
  );
  for (const { traceId } of parts) expect(traceId).toBe(login.traceId);
  const compare = parts.find(({ name }) => name === 'password.compare') as ReceivedSpan;
  expect(timeOf(compare)).toBeGreaterThan(10);
  expect(timeOf(login)).toBeGreaterThan(timeOf(compare));
  // An attempt is counted when it is dequeued, outside the time spent in bcrypt.
  const count = parts.find(({ name }) => name === 'throttle-count-all') as ReceivedSpan;
  const wait = parts.find(({ name }) => name === 'password.wait') as ReceivedSpan;
  const starts = [wait, count, compare].map(({ startTimeUnixNano }) => Number(startTimeUnixNano));
  expect(starts).toEqual(starts.toSorted());
  expect(compare.parentSpanId).toBe(login.spanId);
  const lookUp = parts.find(({ name }) => name === 'account-by-username');
  expect(lookUp).toMatchObject({ kind: 3, attributes: { 'db.system.name': 'postgresql' } });
});

test('separates the wait for a core from the work', async () => {
  const person = await world.addPerson();
  const answers = await Promise.all(Array.from({ length: 10 }, () => world.logIn(person)));
  const waits: number[] = [];
  for (const answer of answers) {
    const wait = collector.partsOf(await spanOf(answer)).find(({ name }) => name === 'password.wait');
    waits.push(timeOf(wait as ReceivedSpan));
  }
  expect(Math.max(...waits)).toBeGreaterThan(20);
});

test('gives each request its own span for a shared statement', async () => {
  const { accessToken } = await world.openSession();
  const answers = await Promise.all(Array.from({ length: 8 }, () => world.me(accessToken)));
  for (const answer of answers) {
    const me = await spanOf(answer);
    expect(me).toMatchObject({ name: 'me', attributes: { 'graphql.operation.type': 'query' } });
    expect(namesOf(collector.partsOf(me))).toEqual(['viewers']);
  }
});

test('names a request after the fields that it selects', async () => {
  const several = await world.ask(
    'query Mine { b: me { id } a: __typename ...more } fragment more on Query { me { id } }',
  );
  expect(await spanOf(several)).toMatchObject({ name: '__typename, me' });
  const unreadable = await spanOf(await world.ask('query Mine { nothing of the kind'));
  expect(unreadable.name).toBe('POST /graphql');
  expect(unreadable.attributes['auth.codes']).toEqual(['GRAPHQL_PARSE_FAILED']);
  const { headers } = await fetch(world.url, { method: 'POST', body: '{ me { id } }' });
  const noJson = await collector.requestSpan(headers.get('x-request-id'));
  expect(noJson).toMatchObject({ name: 'POST /graphql', attributes: { 'http.response.status_code': 415 } });
});

const upstream = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };

test('continues the trace of a traceparent', async () => {
  const ids = `${upstream.traceId}-${upstream.spanId}`;
  for (const traceparent of [`00-${ids}-01`, `00-${ids}-03`, `cc-${ids}-01-of-a-later-version`]) {
    const headers = { traceparent };
    const { traceId, parentSpanId } = await spanOf(await world.ask('{ me { id } }', {}, { headers }));
    expect([traceId, parentSpanId]).toEqual([upstream.traceId, upstream.spanId]);
  }
});

test('sends no spans of a trace that the sender does not record', async () => {
  const headers = { traceparent: `00-${upstream.traceId}-${upstream.spanId}-00` };
  const ignored = await world.ask('{ me { id } }', {}, { headers });
  await spanOf(await world.me());
  const ids = collector.spans.map(({ attributes }) => attributes['auth.request_id']);
  expect(ids).not.toContain(requestIdOf(ignored));
});

const { traceId, spanId } = upstream;
test.each([
  ['no valid form', 'nonsense'],
  ['no flags', `00-${traceId}-${spanId}`],
  ['more fields than its version has', `00-${traceId}-${spanId}-01-more`],
  ['capital letters', `00-${traceId.toUpperCase().replace(/^./, 'A')}-${spanId}-01`],
  ['no trace', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['no span', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['an invalid version', `ff-${traceId}-${spanId}-01`],
  ['two values', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
  ['flags that are not a number', `00-${traceId}-${spanId}-zz`],
  ['no end', `00-${'a'.repeat(5000)}`],
])('starts a new trace for a traceparent with %s', async (_what, traceparent) => {
  const answer = await world.ask('{ __typename }', {}, { headers: { traceparent } });
  expect(answer.data).toEqual({ __typename: 'Query' });
  const span = await spanOf(answer);
  expect(span.parentSpanId).toBeUndefined();
  expect(span.traceId).not.toBe(traceId);
});

test('marks failures of the service as errors, but not rejections', async () => {
  const person = await world.addPerson();
  const refused = await world.logIn({ ...person, password: 'a wrong guess' });
  const span = await spanOf(refused);
  expect([span.attributes['auth.codes'], span.status]).toEqual([['INVALID_CREDENTIALS'], { code: 0 }]);
  await world.sql('alter table password_credentials rename to away');
  const failed = await world.logIn(person);
  await world.sql('alter table away rename to password_credentials');
  expect(codes(failed)).toEqual(['INTERNAL_SERVER_ERROR']);
  const failure = await spanOf(failed);
  expect(failure).toMatchObject({
    status: { code: 2 },
    attributes: { 'error.type': 'INTERNAL_SERVER_ERROR' },
  });
  const statement = collector.partsOf(failure).find(({ name }) => name === 'account-by-username');
  expect(statement).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': '42P01' } });
  expect(statement?.status.message).toBeUndefined();
});

test('names the trace in each log line of a request', async () => {
  const answer = await world.refresh('nonsense');
  const { traceId, spanId } = await spanOf(answer);
  const lines = world.log.map((line) => JSON.parse(line));
  const own = lines.filter(({ requestId }) => requestId === requestIdOf(answer));
  expect(own.map(({ msg }) => msg)).toEqual(['refresh.refused', 'answered']);
  for (const line of own) expect(line).toMatchObject({ traceId, spanId });
});

test('traces the API alone, under the name and with the headers that were set', async () => {
  await fetch(new URL('/healthz', world.url));
  await fetch(world.url, { method: 'OPTIONS' });
  await spanOf(await world.me());
  const routes = collector.spans.flatMap(({ attributes }) => attributes['http.route'] ?? []);
  expect(new Set(routes)).toEqual(new Set(['/graphql']));
  expect(new Set(collector.requests.map(({ url }) => url))).toEqual(new Set(['/v1/traces']));
  expect(collector.requests[0]?.headers.authorization).toBe('Bearer for-the-collector');
  expect(collector.bodies[0]).toContain('"auth-under-test"');
  expect(world.log.join('')).not.toContain('for-the-collector');
});

test('sends no client input, even after failures', async () => {
  const person = await world.addPerson();
  const { accessToken, refreshToken } = await world.openSession(person);
  const guess = 'a wrong guess of a password';
  await world.signUp(person);
  await world.signUp({ ...person, username: 'x', password: 'short-secret' });
  await world.logIn({ ...person, password: guess });
  await world.logIn({ username: person.email, password: person.password });
  await world.ask('mutation ($input: LoginInput!) { login(input: $input) { tokenType } }', {
    input: { username: person.username, password: [guess], unknown: 1 },
  });
  await world.ask(`mutation { login(input: { username: "${person.username}", password: 5 }) { tokenType } }`);
  await world.ask('query ClientsOwnName { clientsAlias: me { id } }', {}, { token: accessToken });
  await world.ask(
    '{ noSuchField }',
    {},
    { headers: { 'user-agent': 'agent-of-a-client', tracestate: 'v=sent-state' } },
  );
  await world.refresh(refreshToken);
  await world.refresh(`${refreshToken}x`);
  const { id: _id, ...last } = person;
  await spanOf(await world.logOut(null, accessToken).then(() => world.logIn(last)));
  const text = collector.bodies.join('');
  const sent = [
    person.username,
    person.email,
    person.password,
    guess,
    'short-secret',
    accessToken,
    refreshToken,
  ];
  const names = [
    'ClientsOwnName',
    'clientsAlias',
    'noSuchField',
    'agent-of-a-client',
    'sent-state',
    '127.0.0.1',
  ];
  for (const each of [...sent, ...names]) expect(text).not.toContain(each);
  expect(text).not.toMatch(/select |insert |update /i);
});
