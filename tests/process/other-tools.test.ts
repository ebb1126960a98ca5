import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { makePerson } from '../support/client.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder, noPostgres, until } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { leaveNothingBehind, run, ServiceProcess, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

/*
 * Cases considered: the variables of psql (PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE, PGSSLMODE, PGSSLNEGOTIATION,
 * PGOPTIONS, PGCLIENT_ENCODING, PGREPLICATION, PGAPPNAME, PGCONNECT_TIMEOUT) and of MikroORM (name, host, port, user,
 * password, URL, schema, time zone, table and path of migrations, debug), each also from .env; different spellings of a
 * socket folder.
 */

leaveNothingBehind();

const strange = {
  PGHOST: '203.0.113.1', PGPORT: '1', PGUSER: 'other', PGPASSWORD: 'other', PGDATABASE: 'other', PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct', PGOPTIONS: '-c search_path=nowhere', PGCLIENT_ENCODING: 'LATIN1', PGREPLICATION: 'database',
  PGAPPNAME: 'other', PGCONNECT_TIMEOUT: '1', MIKRO_ORM_DB_NAME: 'other', MIKRO_ORM_HOST: '203.0.113.1', MIKRO_ORM_PORT: '1',
  MIKRO_ORM_USER: 'other', MIKRO_ORM_PASSWORD: 'other', MIKRO_ORM_CLIENT_URL: 'postgresql://203.0.113.1/other',
  MIKRO_ORM_SCHEMA: 'other', MIKRO_ORM_TIMEZONE: '+05:00', MIKRO_ORM_DEBUG: 'true', MIKRO_ORM_MIGRATIONS_TABLE_NAME: 'other',
  MIKRO_ORM_MIGRATIONS_PATH: 'other', MIKRO_ORM_MIGRATIONS_TRANSACTIONAL: 'false',
}; // biome-ignore format: a list of variables

let database: string;
beforeAll(async () => {
  database = await makeDatabase({ empty: true });
});
afterAll(() => dropDatabase(database));

const env = () => ({ DATABASE_URL: database, SECRET_KEY: testSecretKey });

async function expectInOrder(service: ServiceProcess): Promise<void> {
  const person = makePerson();
  expect((await service.signUp(person)).errors).toBeUndefined();
  expect((await service.logIn(person)).errors).toBeUndefined();
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(service.stderr).toBe('');
}

test('uses only DATABASE_URL, even if variables of psql and MikroORM are set', async () => {
  expect((await run({ folder: makeFolder(), program: 'migrate', env: { ...env(), ...strange } })).code).toBe(
    0,
  );
  await expectInOrder(await start({ folder: makeFolder(), env: { ...env(), ...strange } }));
  const check = {
    folder: makeFolder(),
    program: 'admin',
    args: ['check'],
    env: { ...env(), ...strange },
  } as const;
  expect((await run(check)).code).toBe(0);
});

test('starts the embedded PostgreSQL in spite of them, also if .env sets them', async () => {
  const folder = makeFolder();
  await expectInOrder(await start({ folder, env: strange }));
  const lines = Object.entries(strange).map(([name, value]) => `${name}="${value}"\n`);
  writeFileSync(path.join(folder, '.env'), ['LOG_LEVEL=info\n', ...lines].join(''));
  await expectInOrder(await start({ folder }));
  await noPostgres(folder);
});

test('reports at once that the embedded PostgreSQL rejects its password, and leaves nothing running', async () => {
  const folder = makeFolder();
  await expectInOrder(await start({ folder }));
  // The next start generates a different password.
  rmSync(path.join(folder, '.data', 'postgres-password'));
  const began = Date.now();
  const { code, stderr } = await run({ folder });
  expect([code, stderr]).toEqual([1, expect.stringContaining('rejects the password in the file')]);
  expect(Date.now() - began).toBeLessThan(within(2_500));
  await noPostgres(folder);
});

test('leaves nothing running after a signal during the start', async () => {
  const folder = makeFolder();
  const service = new ServiceProcess({ folder });
  await until('PostgreSQL to start', () =>
    existsSync(path.join(folder, '.data', 'postgres', 'postmaster.pid')),
  );
  await service.end('SIGTERM');
  await noPostgres(folder);
});

/** Opens a socket in a folder, in front of the test's PostgreSQL, like Cloud SQL's proxy. */
async function listenIn(folder: string): Promise<net.Server> {
  const { hostname, port } = new URL(database);
  const server = net.createServer((socket) => {
    const behind = net.connect(Number(port || 5432), hostname);
    socket.pipe(behind).pipe(socket);
    for (const each of [socket, behind]) each.on('error', () => undefined);
  });
  await once(server.listen(path.join(folder, '.s.PGSQL.5432')), 'listening');
  return server;
}

test.each([
  (auth: string, name: string, folder: string) => `postgresql://${auth}@/${name}?host=${folder}`,
  (auth: string, name: string, folder: string) =>
    `postgres://${auth}@/${name}?host=${encodeURIComponent(folder)}`,
  (auth: string, name: string, folder: string) => `postgresql://${auth}@:5432/${name}?host=${folder}`,
  (auth: string, name: string, folder: string) =>
    `postgresql://${auth}@${encodeURIComponent(folder)}/${name}`,
  (auth: string, name: string, folder: string) => {
    const [user, password] = auth.split(':');
    return `postgresql:///${name}?host=${folder}&user=${user}&password=${password}`;
  },
])('connects to a socket in a folder, form %#', async (form) => {
  const folder = makeFolder();
  const server = await listenIn(folder);
  const { username, password, pathname } = new URL(database);
  const url = form(`${username}:${password}`, pathname.slice(1), folder);
  await expectInOrder(await start({ folder, env: { ...env(), DATABASE_URL: url } }));
  server.close();
});

test.each([
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
])('treats sslmode=%s as verify-full, without a warning from the driver', async (mode) => {
  const { code, stderr } = await run({
    folder: makeFolder(),
    env: { ...env(), DATABASE_URL: `${database}?sslmode=${mode}` },
  });
  expect(code).toBe(1);
  expect(stderr).toBe(
    'The database in DATABASE_URL cannot be used: The server does not support SSL connections\n',
  );
});

test('reports that another process is migrating, waits, and finally gives up', async () => {
  const other = new pg.Client({ connectionString: database });
  await other.connect();
  await other.query('select pg_advisory_lock(6100283017403524127)');
  const waiting = new ServiceProcess({ folder: makeFolder(), env: env() });
  await until('the message', () => waiting.stdout.includes('waiting while another process migrates'));
  const impatient = await run({ folder: makeFolder(), env: { ...env(), MIGRATION_LOCK_TIMEOUT: '300ms' } });
  expect([impatient.code, impatient.stderr]).toEqual([
    1,
    expect.stringMatching(
      /^Another process has held the migration lock for longer than MIGRATION_LOCK_TIMEOUT/,
    ),
  ]);
  await other.end();
  await expectInOrder(await waiting.ready());
});
