import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { listenFailure } from '../../src/startup/start-failure.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { freePort } from '../support/free-port.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { scrape } from '../support/scrape.ts';
import { leaveNothingBehind, run, type ServiceProcess, start } from '../support/service-process.ts';

const database = await makeDatabase();
afterAll(() => dropDatabase(database));
leaveNothingBehind();

const folder = makeFolder();
const port = await freePort();
const env = { DEBUG: 'false', DATABASE_URL: database, PORT: String(port) };
const startSharing = (more: Record<string, string> = {}) =>
  start({ folder, env: { ...env, REUSE_PORT: 'true', ...more } });

const question = JSON.stringify({ query: '{ me { id } }' });

/** Sends a request on a new connection, which the kernel assigns to one of the processes. @returns the request id. */
async function ask({ url }: ServiceProcess): Promise<string> {
  const options = { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } };
  const request = http.request(url, options);
  request.end(question);
  const [response] = await once(request, 'response');
  response.resume();
  expect(response.statusCode).toBe(200);
  return response.headers['x-request-id'];
}

/** Whether any of these requests is in the process's log. */
const hasAnswered = ({ stdout }: ServiceProcess, ids: readonly string[]) =>
  ids.some((id) => stdout.includes(id));

/** Sends requests until both processes have answered at least one. @returns the number of requests sent. */
async function untilBothAnswer(one: ServiceProcess, other: ServiceProcess): Promise<number> {
  const ids: string[] = [];
  await until('both processes to answer', async () => {
    ids.push(await ask(one));
    return hasAnswered(one, ids) && hasAnswered(other, ids);
  });
  return ids.length;
}

test('processes with REUSE_PORT share a port and sessions, each with its own metrics, and outlive each other', async () => {
  const ports = [await freePort(), await freePort()] as const;
  const one = await startSharing({ METRICS_PORT: String(ports[0]) });
  const other = await startSharing({ METRICS_PORT: String(ports[1]) });
  const person = await one.addPerson();
  const { accessToken } = await one.openSession(person);
  expect((await other.me(accessToken)).data.me.username).toBe(person.username);

  const series = 'auth_requests_total{operation="me",code="UNAUTHENTICATED"}';
  const counts = async () => Promise.all(ports.map(async (each) => (await scrape(each)).get(series) ?? 0));
  const asked = await untilBothAnswer(one, other);
  const sum = async () => (await counts()).reduce((total, each) => total + each);
  await until('a count of all requests', async () => (await sum()) === asked);
  expect(Math.min(...(await counts()))).toBeGreaterThan(0);
  await one.logOut(null, accessToken);
  const answers = await Promise.all(Array.from({ length: 8 }, () => other.me(accessToken)));
  expect(new Set(answers.map(({ errors }) => errors?.[0]?.extensions.reason))).toEqual(
    new Set(['SESSION_ENDED']),
  );

  const second = await run({ folder, env });
  expect([second.code, second.stderr]).toEqual([
    1,
    `Port ${port} is taken. Stop the program that uses it, or set another PORT.\n`,
  ]);

  await one.end('SIGKILL');
  for (let time = 0; time < 20; time += 1) await ask(other);
  const successor = await startSharing();
  await untilBothAnswer(successor, other);
  expect(await other.end('SIGTERM')).toEqual({ code: 0, signal: null });
  for (let time = 0; time < 20; time += 1) await ask(successor);
});

test('a port whose owner does not share it cannot be shared', async () => {
  const unshared = net.createServer().listen(port, '127.0.0.1');
  await once(unshared, 'listening');
  const late = await run({ folder, env: { ...env, REUSE_PORT: 'true' } });
  unshared.close();
  expect([late.code, late.stderr]).toEqual([
    1,
    `Port ${port} is taken by a process that does not share it. Start every process with REUSE_PORT=true and as the same user, or set another PORT.\n`,
  ]);
});

test('on a kernel that cannot share a port, the message names an alternative', () => {
  const unsupported = Object.assign(new Error('listen ENOTSUP: operation not supported'), {
    code: 'ENOTSUP',
  });
  expect(listenFailure(unsupported, { host: '127.0.0.1', port: 4000, reusePort: true }).message).toBe(
    'This system cannot share a port between processes. Unset REUSE_PORT, give each process its own PORT, and put a reverse proxy in front of them.',
  );
});
