import { request } from 'node:http';
import type { Feature } from '../src/feature/feature.ts';
import { features } from '../src/features.ts';
import { passwordHasher } from '../src/password/hasher.ts';
import { codes } from './support/client.ts';
import { freePort } from './support/free-port.ts';
import { until } from './support/left-behind.ts';
import { within } from './support/patience.ts';
import { scrape } from './support/scrape.ts';
import { age } from './support/time.ts';
import { World } from './support/world.ts';

const port = await freePort();
const world = await World.start({ env: { METRICS_PORT: String(port), BCRYPT_COST: '10' } });
afterAll(() => world.stop());

test('counts responses by operation and code, and events by cause', async () => {
  const person = await world.signUpPerson();
  const { accessToken, refreshToken } = await world.openSession(person);
  await world.logIn({ ...person, password: 'a wrong guess' });
  await world.me(accessToken);
  await world.me();
  await world.ask('{ __typename a: __typename me { id } }', {}, { token: accessToken });
  await world.refresh(refreshToken);
  await world.refresh(refreshToken);
  await world.refresh('nonsense');
  const found = await scrape(port);
  const requests = (operation: string, code: string) =>
    found.get(`auth_requests_total{operation="${operation}",code="${code}"}`);
  expect([
    requests('signup', 'OK'),
    requests('login', 'OK'),
    requests('login', 'INVALID_CREDENTIALS'),
  ]).toEqual([1, 1, 1]);
  expect([requests('me', 'OK'), requests('me', 'UNAUTHENTICATED')]).toEqual([2, 1]);
  expect([requests('refresh', 'OK'), requests('refresh', 'INVALID_REFRESH_TOKEN')]).toEqual([2, 1]);
  const events = (type: string, reason = '') =>
    found.get(`auth_events_total{type="${type}",reason="${reason}"}`);
  expect([
    events('session.refreshed'),
    events('refresh.repeated'),
    events('refresh.refused', 'malformed'),
  ]).toEqual([1, 1, 1]);
  expect([events('session.opened', 'pwd'), events('password.rejected', 'wrong-password')]).toEqual([1, 1]);
  expect(found.get('auth_request_duration_seconds_count{operation="login"}')).toBe(2);
  expect(found.get('auth_request_duration_seconds_sum{operation="login"}')).toBeGreaterThan(0.02);
});

test('shows the queue of passwords, the pool, and the event loop', async () => {
  const person = await world.addPerson();
  const logins = Array.from({ length: 12 }, () => world.logIn(person));
  let [running, waiting] = [0, 0];
  for (let looks = 0; looks < 200 && (running === 0 || waiting === 0); looks += 1) {
    const found = await scrape(port);
    running = Math.max(running, found.get('auth_hashing_running') ?? 0);
    waiting = Math.max(waiting, found.get('auth_hashing_waiting') ?? 0);
  }
  await Promise.all(logins);
  expect(Math.min(running, waiting)).toBeGreaterThan(0);
  const found = await scrape(port);
  expect([found.get('auth_hashing_running'), found.get('auth_hashing_waiting')]).toEqual([0, 0]);
  expect(found.get('auth_database_connections')).toBeGreaterThan(0);
  expect(found.get('auth_database_waiting')).toBe(0);
  expect(found.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
});

test('measures how long passwords waited for a core, and how long hashing took', async () => {
  const person = await world.addPerson();
  const before = await scrape(port);
  const logins = 12;
  await Promise.all(Array.from({ length: logins }, () => world.logIn(person)));
  const found = await scrape(port);
  const grown = (name: string) => (found.get(name) ?? 0) - (before.get(name) ?? 0);
  expect(grown('auth_hashing_wait_seconds_count')).toBe(logins);
  expect(grown('auth_hashing_duration_seconds_count')).toBe(logins);
  expect(grown('auth_hashing_duration_seconds_sum')).toBeGreaterThan(logins * 0.01);
  // Only as many jobs run at once as there are threads, so the last one waited for all the others.
  expect(grown('auth_hashing_wait_seconds_sum')).toBeGreaterThan(grown('auth_hashing_duration_seconds_sum'));
  expect(found.get('auth_hashing_waiting_max')).toBe(64);
});

test('counts passwords that were not hashed, because the queue was full or the client disconnected', async () => {
  const own = await freePort();
  const busy = await World.start({
    env: { METRICS_PORT: String(own), PASSWORD_QUEUE_LENGTH: '8', BCRYPT_COST: '10' },
  });
  const shed = async (reason: string) =>
    (await scrape(own)).get(`auth_hashing_shed_total{reason="${reason}"}`);
  const person = await busy.addPerson();
  expect([await shed('full'), await shed('gone')]).toEqual([0, 0]);
  const answers = await Promise.all(Array.from({ length: 24 }, () => busy.logIn(person)));
  const refused = answers.flatMap(codes);
  expect(new Set(refused)).toEqual(new Set(['OVERLOADED']));
  expect([await shed('full'), await shed('gone')]).toEqual([refused.length, 0]);

  const query = 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }';
  const { username, password } = person;
  const body = JSON.stringify({ query, variables: { input: { username, password } } });
  const sent = Array.from({ length: 8 }, () => {
    const sending = request(busy.url, { method: 'POST', headers: { 'content-type': 'application/json' } });
    return sending.on('error', () => undefined).end(body);
  });
  const load = () => passwordHasher(busy.app).load;
  await until('the logins to wait', () => load().waiting >= 4);
  for (const each of sent) each.destroy();
  await until('the queue to be empty', () => load().running === 0 && load().waiting === 0);
  expect(await shed('gone')).toBeGreaterThan(0);
  expect(await shed('full')).toBe(refused.length);
  await busy.stop();
});

test('distinguishes refreshes by cause, as far as the service can', async () => {
  const { accessToken, refreshToken } = await world.openSession();
  const before = await scrape(port);
  const cause = async (type: string, reason = '') => {
    const name = `auth_events_total{type="${type}",reason="${reason}"}`;
    return ((await scrape(port)).get(name) ?? 0) - (before.get(name) ?? 0);
  };
  expect(before.get('auth_events_total{type="session.revoked",reason="reuse"}')).toBe(0);
  // Two tabs at once. A lost response would look the same.
  const racing = await Promise.all([world.refresh(refreshToken), world.refresh(refreshToken)]);
  expect(racing.flatMap(codes)).toEqual([]);
  expect([await cause('session.refreshed'), await cause('refresh.repeated')]).toEqual([1, 1]);
  await age(world, accessToken, '1 minute');
  expect(codes(await world.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect([await cause('refresh.refused', 'reuse'), await cause('session.revoked', 'reuse')]).toEqual([1, 1]);
  await world.refresh('nonsense');
  await world.refresh(racing[0]?.data.refresh.refreshToken);
  expect([await cause('refresh.refused', 'malformed'), await cause('refresh.refused', 'revoked')]).toEqual([
    1, 1,
  ]);
});

test('counts documents that were rejected before their fields were known', async () => {
  const count = async (code: string) =>
    (await scrape(port)).get(`auth_requests_total{operation="none",code="${code}"}`) ?? 0;
  const before = await count('GRAPHQL_VALIDATION_FAILED');
  await world.ask('{ nothing }');
  await world.ask('{');
  expect(await count('GRAPHQL_VALIDATION_FAILED')).toBe(before + 1);
  expect(await count('GRAPHQL_PARSE_FAILED')).toBe(1);
});

test('omits a gauge that throws from a scrape, logs the error, and shows the gauge again later', async () => {
  const own = await freePort();
  let isBroken = true;
  const planted: Feature = {
    name: 'planted',
    gauges: {
      planted: {
        help: 'Planted.',
        read: () => {
          if (isBroken) throw new Error('the planted gauge is out of order');
          return 7;
        },
      },
    },
  };
  const watched = await World.start({
    env: { METRICS_PORT: String(own) },
    features: [...features, planted],
  });
  const logged = () => watched.log.filter((line) => line.includes('could not read a gauge'));
  const first = await scrape(own);
  expect([first.has('auth_planted'), first.get('auth_ready')]).toEqual([false, 1]);
  expect(logged()).toHaveLength(1);
  for (const part of ['"gauge":"planted"', 'the planted gauge is out of order']) {
    expect(logged()[0]).toContain(part);
  }
  isBroken = false;
  expect((await scrape(own)).get('auth_planted')).toBe(7);
  // Otherwise the previous value would pass for a new reading.
  isBroken = true;
  expect((await scrape(own)).has('auth_planted')).toBe(false);
  expect(logged()).toHaveLength(2);
  await watched.stop();
});

test('omits a gauge that never resolves from a scrape, and logs the timeout', async () => {
  const own = await freePort();
  const planted: Feature = {
    name: 'planted',
    gauges: { planted: { help: 'Planted.', read: () => new Promise<number>(() => undefined) } },
  };
  const watched = await World.start({
    env: { METRICS_PORT: String(own) },
    features: [...features, planted],
  });
  const before = performance.now();
  const found = await scrape(own);
  expect(performance.now() - before).toBeLessThan(within(5_000));
  expect([found.has('auth_planted'), found.get('auth_ready')]).toEqual([false, 1]);
  const logged = watched.log.filter((line) => line.includes('could not read a gauge'));
  expect(logged).toEqual([expect.stringContaining('Timed out after 2 s.')]);
  await watched.stop();
});

test('holds no text from clients, and is available only on its own port', async () => {
  const person = await world.addPerson();
  await world.openSession(person);
  await world.ask('query Secret { alias: me { id } unknown }');
  const text = [...(await scrape(port)).keys()].join('\n');
  for (const sent of [person.username, 'Secret', 'alias', 'unknown_']) expect(text).not.toContain(sent);
  expect((await fetch(new URL('/metrics', world.url))).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
});
