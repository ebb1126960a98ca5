import { freePort } from './support/free-port.ts';
import { World } from './support/world.ts';

const port = await freePort();
const world = await World.start({ env: { METRICS_PORT: String(port) } });
afterAll(() => world.stop());

async function scrape(): Promise<Map<string, number>> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

test('counts answers by operation and code, and events by cause', async () => {
  const person = await world.addPerson();
  const { accessToken, refreshToken } = await world.openSession(person);
  await world.logIn({ ...person, password: 'a wrong guess' });
  await world.me(accessToken);
  await world.me();
  await world.ask('{ __typename a: __typename me { id } }', {}, { token: accessToken });
  await world.refresh(refreshToken);
  await world.refresh(refreshToken);
  await world.refresh('nonsense');
  const found = await scrape();
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
    const found = await scrape();
    running = Math.max(running, found.get('auth_hashing_running') ?? 0);
    waiting = Math.max(waiting, found.get('auth_hashing_waiting') ?? 0);
  }
  await Promise.all(logins);
  expect(Math.min(running, waiting)).toBeGreaterThan(0);
  const found = await scrape();
  expect([found.get('auth_hashing_running'), found.get('auth_hashing_waiting')]).toEqual([0, 0]);
  expect(found.get('auth_database_connections')).toBeGreaterThan(0);
  expect(found.get('auth_database_waiting')).toBe(0);
  expect(found.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
});

test('holds nothing that was sent, and is nowhere but on its own port', async () => {
  const person = await world.addPerson();
  await world.openSession(person);
  await world.ask('query Secret { alias: me { id } unknown }');
  const text = [...(await scrape()).keys()].join('\n');
  for (const sent of [person.username, 'Secret', 'alias', 'unknown_']) expect(text).not.toContain(sent);
  expect((await fetch(new URL('/metrics', world.url))).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
});
