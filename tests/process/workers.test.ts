import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { makeFolder, noPostgres, postmasterOf, until } from '../support/left-behind.ts';
import { leaveNothingBehind, run, type ServiceProcess, start } from '../support/service-process.ts';

leaveNothingBehind();

const folder = makeFolder();
const json = { DEBUG: 'false', WORKERS: '2' };
const startTwo = (env: Record<string, string> = {}) => start({ folder, env: { ...json, ...env } });

/** The worker processes, without PostgreSQL, which has another program. */
function workersOf(service: ServiceProcess): number[] {
  const children = readFileSync(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8');
  return children
    .split(' ')
    .filter((pid) => pid !== '' && commandOf(pid).includes('main.js'))
    .map(Number);
}

function commandOf(pid: number | string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

const haveEnded = (pids: readonly number[]) => () => pids.every((pid) => commandOf(pid) === '');

/** Asks on several connections, which go to the workers in turn. */
async function askAll(service: ServiceProcess, token: string): Promise<unknown[]> {
  const answers = await Promise.all(Array.from({ length: 8 }, () => service.me(token)));
  return answers.map(({ data, errors }) => data?.me?.username ?? errors?.[0]?.extensions);
}

/** Asks on a new connection. */
async function knock({ url }: ServiceProcess): Promise<void> {
  // One that is handed to a worker at the moment of its death is never answered.
  const options = { agent: false, signal: AbortSignal.timeout(1_000) };
  const [response] = await once(http.get(new URL('/healthz', url), options), 'response');
  response.resume();
}

test('is one service in two processes: ready once, one session in both, one logout', async () => {
  const service = await startTwo();
  expect(service.stdout.match(/"msg":"ready: /g)).toHaveLength(1);
  expect(workersOf(service)).toHaveLength(2);
  const person = await service.addPerson();
  const { accessToken } = await service.openSession(person);
  expect(await askAll(service, accessToken)).toEqual(Array(8).fill(person.username));
  await service.logOut(null, accessToken);
  expect(await askAll(service, accessToken)).toEqual(
    Array(8).fill(expect.objectContaining({ reason: 'SESSION_ENDED' })),
  );
  const answered = service.stdout.matchAll(/"worker":(\d+),.*"msg":"answered"/g);
  expect(new Set([...answered].map(([, worker]) => worker))).toEqual(new Set(['1', '2']));

  const workers = workersOf(service);
  expect([await service.end('SIGTERM'), service.stderr]).toEqual([{ code: 0, signal: null }, '']);
  expect(haveEnded(workers)()).toBe(true);
  await noPostgres(folder);
});

test('puts another worker in the place of one that was killed, and goes on meanwhile', async () => {
  const service = await startTwo();
  const person = await service.addPerson();
  const { accessToken } = await service.openSession(person);
  const [killed, other] = workersOf(service) as [number, number];
  process.kill(killed, 'SIGKILL');
  await until('its end to be noticed', () => service.stdout.includes('another one takes its place'));
  expect(await askAll(service, accessToken)).toEqual(Array(8).fill(person.username));
  await until('another worker', () => workersOf(service).length === 2);
  expect(workersOf(service)).toContain(other);
  await until('it to answer', async () => {
    await knock(service).catch(() => undefined);
    return service.stdout.includes('"worker":3,"requestId"');
  });
  await service.end('SIGTERM');
  await noPostgres(folder);
});

test('goes on when all workers have died at once, also where nothing else keeps it alive', async () => {
  const database = await makeDatabase();
  const service = await startTwo({ DATABASE_URL: database, PORT: String(await freePort()) });
  for (const worker of workersOf(service)) process.kill(worker, 'SIGKILL');
  await until('two others', () => workersOf(service).length === 2);
  await until('them to answer', () =>
    knock(service).then(
      () => true,
      () => false,
    ),
  );
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  await dropDatabase(database);
});

test('adds up what the workers have measured, on one port', async () => {
  const port = await freePort();
  const service = await startTwo({ METRICS_PORT: String(port) });
  const { accessToken } = await service.openSession();
  await askAll(service, accessToken);
  const read = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const text = await read();
  expect(text).toContain('auth_requests_total{operation="me",code="OK"} 8\n');
  for (const line of ['auth_database_connections_max 20', 'auth_hashing_waiting_max 64', 'auth_ready 2']) {
    expect(text).toContain(`${line}\n`);
  }
  expect(text).toMatch(/^nodejs_heap_size_used_bytes \d+/m);
  expect(text).toMatch(/^process_start_time_seconds \d{10}/m);

  process.kill(workersOf(service)[0] as number, 'SIGKILL');
  await until('another worker', () => service.stdout.includes('"worker":3'));
  for (const text of await Promise.all([read(), read(), read()])) {
    expect(text).toContain('auth_requests_total{operation="me",code="OK"} 8\n');
  }
  // One that hangs is counted as it was.
  const hanging = workersOf(service)[0] as number;
  process.kill(hanging, 'SIGSTOP');
  expect(await read()).toContain('auth_requests_total{operation="me",code="OK"} 8\n');
  process.kill(hanging, 'SIGCONT');
  await service.end('SIGTERM');
});

test('lets the workers end what is in flight when they are told to stop', async () => {
  const service = await startTwo({ BCRYPT_COST: '12' });
  const person = await service.addPerson();
  const logins = Array.from({ length: 6 }, () => service.logIn(person));
  await until('one of them to have begun', () => service.stdout.includes('session.opened'));
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(service.stdout.lastIndexOf('session.opened')).toBeGreaterThan(
    service.stdout.indexOf('"msg":"stopping"'),
  );
  for (const answer of await Promise.all(logins)) expect(answer.errors).toBeUndefined();
});

test('leaves no worker behind when it is killed, and takes its PostgreSQL over at the next start', async () => {
  const service = await startTwo();
  const person = await service.addPerson();
  const workers = workersOf(service);
  const leftBehind = postmasterOf(folder);
  await service.end('SIGKILL');
  await until('the workers to end', haveEnded(workers));
  const next = await startTwo();
  expect(postmasterOf(folder)).toBe(leftBehind);
  expect((await next.logIn(person)).errors).toBeUndefined();
  await next.end('SIGTERM');
});

test('ends at once, workers too, when the signal comes again', async () => {
  const service = await startTwo({ SHUTDOWN_DELAY: '1m' });
  const workers = workersOf(service);
  service.signal('SIGTERM');
  await until('it to be stopping', () => service.stdout.includes('"msg":"stopping"'));
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await service.end('SIGTERM')).toEqual({ code: 1, signal: null });
  await until('the workers to end', haveEnded(workers));
  await noPostgres(folder);
});

test('says once why it does not start', async () => {
  const other = net.createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as net.AddressInfo;
  const taken = await run({ folder, env: { ...json, PORT: String(port) } });
  other.close();
  expect([taken.code, taken.stderr.split('\n')]).toEqual([
    1,
    [expect.stringMatching(`^Port ${port} is taken`), 'A worker process did not start.', ''],
  ]);
  await noPostgres(folder);
  const none = await run({ folder, env: { ...json, DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/none' } });
  expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/^The database in DATABASE_URL .*\n$/)]);
});
