import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makePerson, type Tokens } from '../support/client.ts';
import {
  clusterFolder,
  lockFile,
  makeFolder,
  noPostgres,
  postgresProcesses,
  postmasterOf,
  until,
} from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { leaveNothingBehind, run, ServiceProcess, start } from '../support/service-process.ts';
import { decodeJwt } from '../support/tokens.ts';

leaveNothingBehind();

// All tests below share one unconfigured folder. After all of them, this user can still log in.
const folder = makeFolder();
const person = makePerson();
let tokens: Tokens;

beforeAll(async () => {
  const service = await start({ folder });
  await service.signUp(person);
  tokens = (await service.logIn(person)).data.login;
  await service.end('SIGTERM');
});

async function expectUndamaged(service: ServiceProcess): Promise<void> {
  expect((await service.logIn(person)).errors).toBeUndefined();
  expect((await service.me(tokens.accessToken)).data.me).toMatchObject({ username: person.username });
}

async function expectOrderlyEnd(service: ServiceProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  const before = Date.now();
  expect([await service.end(signal), service.stderr]).toEqual([{ code: 0, signal: null }, '']);
  expect(Date.now() - before).toBeLessThan(within(5_000));
  await noPostgres(folder);
}

test.each(['SIGTERM', 'SIGINT'] as const)('keeps accounts, sessions and keys across %s', async (signal) => {
  const service = await start({ folder });
  await expectUndamaged(service);
  await expectOrderlyEnd(service, signal);
});

test('logs how to reach its PostgreSQL, but not the password', async () => {
  const service = await start({ folder });
  const [, url, file] =
    /embedded PostgreSQL: (postgresql:\/\/\S+), password in (.+)/.exec(service.stdout) ?? [];
  const password = readFileSync(String(file), 'utf8').trim();
  expect(service.stdout).not.toContain(password);
  const connectionString = String(url).replace('@', `:${password}@`);
  const database = new pg.Client({ connectionString });
  await database.connect();
  const { rows } = await database.query('select username from users');
  expect(rows).toEqual([{ username: person.username }]);
  await database.end();
  await expectOrderlyEnd(service);
});

test('stops gracefully if the signal arrives twice', async () => {
  const service = await start({ folder });
  service.signal('SIGTERM');
  await expectOrderlyEnd(service);
});

test('keeps serving for SHUTDOWN_DELAY without being ready, and exits at once on a second signal', async () => {
  const service = await start({ folder, env: { SHUTDOWN_DELAY: '1s' } });
  const before = Date.now();
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
  await noPostgres(folder);

  const impatient = await start({ folder, env: { SHUTDOWN_DELAY: '1m' } });
  impatient.signal('SIGTERM');
  const readiness = async () => (await fetch(new URL('/readyz', impatient.url))).status;
  await until('the service to drain', async () => (await readiness()) === 503);
  await expectUndamaged(impatient);
  // The service ignores a second signal within half a second.
  await sleep(700);
  expect(await impatient.end('SIGTERM')).toEqual({ code: 1, signal: null });
  await noPostgres(folder);
});

test('is not delayed by clients that send nothing, or never finish', async () => {
  const service = await start({ folder });
  const { port } = new URL(service.url);
  const head = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\n';
  const begun = ['', head, `${head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{`];
  const sockets = await Promise.all(
    begun.map(async (text) => {
      const socket = net.connect(Number(port), '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(text);
      return socket;
    }),
  );
  await service.me();
  const before = Date.now();
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(Date.now() - before).toBeLessThan(within(15_000));
  for (const socket of sockets) socket.destroy();
  await noPostgres(folder);

  const next = await start({ folder });
  const silent = net.connect(Number(new URL(next.url).port), '127.0.0.1').on('error', () => undefined);
  await once(silent, 'connect');
  await expectOrderlyEnd(next);
});

test('takes over the PostgreSQL that a killed service left behind, and loses no session', async () => {
  const killed = await start({ folder });
  const first = (await killed.logIn(person)).data.login;
  const second = (await killed.refresh(first.refreshToken)).data.refresh;
  const leftBehind = postmasterOf(folder);
  await killed.end('SIGKILL');

  // In development, the issuer depends on PORT.
  const JWT_ISSUER = decodeJwt(first.accessToken).iss;
  const next = await start({ folder, env: { PORT: new URL(killed.url).port, JWT_ISSUER } });
  expect(postmasterOf(folder)).toBe(leftBehind);
  const again = (await next.refresh(first.refreshToken)).data.refresh;
  expect(again.refreshToken).toBe(second.refreshToken);
  const third = (await next.refresh(second.refreshToken)).data.refresh;
  expect((await next.me(third.accessToken)).data.me).toMatchObject({ username: person.username });
  await expectUndamaged(next);
  await expectOrderlyEnd(next);
});

test('recovers when the service and its PostgreSQL were killed', async () => {
  const service = await start({ folder });
  process.kill(postmasterOf(folder), 'SIGKILL');
  await service.end('SIGKILL');
  const next = await start({ folder });
  await expectUndamaged(next);
  await expectOrderlyEnd(next);
});

test('rejects a second start on the same data folder, and the first service keeps running', async () => {
  const first = await start({ folder });
  const second = await run({ folder: makeFolder(), env: { DATA_DIR: path.join(folder, '.data') } });
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/^.*Another running service .*Stop that service first, .*DATA_DIR\.\n$/);
  await expectUndamaged(first);
  await expectOrderlyEnd(first);
});

test('of two simultaneous starts, lets one run, and the other reports why it cannot', async () => {
  const fresh = makeFolder();
  const both = [new ServiceProcess({ folder: fresh }), new ServiceProcess({ folder: fresh })];
  await Promise.allSettled(both.map((each) => each.ready()));
  const winner = both.find(({ url }) => url !== '') as ServiceProcess;
  const loser = both.find((each) => each !== winner) as ServiceProcess;
  expect([await loser.ended(), loser.stderr]).toEqual([
    { code: 1, signal: null },
    expect.stringContaining('Another running service'),
  ]);
  expect((await winner.signUp(person)).data.signup.username).toBe(person.username);
  expect((await winner.logIn(person)).errors).toBeUndefined();
  await expectOrderlyEnd(winner);
  await noPostgres(fresh);
  const made = readdirSync(path.join(fresh, '.data')).sort();
  expect(made).toEqual([
    'jwt-private-keys.json',
    'postgres',
    'postgres-password',
    'postgres.log',
    'secret-key',
  ]);
});

test('leaves the PostgreSQL it has started to the service that claimed it first', async () => {
  let loser = new ServiceProcess({ folder });
  let owner = await claimServer(folder);
  for (let tries = 1; !owner && tries < 10; tries += 1) {
    await loser.end('SIGTERM');
    loser = new ServiceProcess({ folder });
    owner = await claimServer(folder);
  }
  expect(await loser.ended()).toEqual({ code: 1, signal: null });
  expect(loser.stderr).toContain('Another running service');
  expect((await owner?.query('select true as answers'))?.rows).toEqual([{ answers: true }]);
  await owner?.end();
  const next = await start({ folder });
  await expectUndamaged(next);
  await expectOrderlyEnd(next);
});

/** Claims the server as another service would, as soon as it answers. @returns undefined if its starter came first. */
async function claimServer(folder: string): Promise<pg.Client | undefined> {
  const password = readFileSync(path.join(folder, '.data', 'postgres-password'), 'utf8').trim();
  const client = await until('the server to answer', async () => {
    const [, , , port] = existsSync(lockFile(folder))
      ? readFileSync(lockFile(folder), 'utf8').split('\n')
      : [];
    if (!port) return undefined;
    const next = new pg.Client(`postgresql://auth:${password}@127.0.0.1:${port}/postgres`);
    next.on('error', () => undefined);
    return next.connect().then(
      () => next,
      () => undefined,
    );
  });
  const lock = "select pg_try_advisory_lock(hashtext('auth-service: owner of the embedded server')) as mine";
  if ((await client.query(lock)).rows[0].mine) return client;
  await client.end();
  return undefined;
}

test('starts although a lock file names the process id of another program', async () => {
  const lock = [process.pid, clusterFolder(folder), 1_700_000_000, 5432, '', '127.0.0.1', ' 1 1', 'ready'];
  writeFileSync(lockFile(folder), lock.map((line) => `${line}\n`).join(''));
  const service = await start({ folder });
  expect(postmasterOf(folder)).not.toBe(process.pid);
  await expectUndamaged(service);
  await expectOrderlyEnd(service);
});

test('reports in one line that the port is taken, and leaves no PostgreSQL behind', async () => {
  const other = net.createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as net.AddressInfo;
  const { code, stderr } = await run({ folder, env: { PORT: String(port) } });
  other.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^Port ${port} is taken\\. .*PORT.*\\n$`));
  await noPostgres(folder);
});

test('stops on a signal while it creates its database, and starts normally afterwards', async () => {
  const fresh = makeFolder();
  const service = new ServiceProcess({ folder: fresh });
  await until('initdb', () => postgresProcesses(fresh).length > 0);
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  await noPostgres(fresh);
  const next = await start({ folder: fresh });
  expect((await next.signUp(person)).errors).toBeUndefined();
});

test('stops the PostgreSQL that it has just started on a signal at that moment', async () => {
  const service = new ServiceProcess({ folder });
  await until('PostgreSQL', () => existsSync(lockFile(folder)));
  await expectOrderlyEnd(service);
});
