import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { settingGroups } from '../../src/startup/own-declarations.ts';
import { checkEnvironment } from '../../src/testing/service/settings.ts';
import { startAuth, startKit, stopKits } from '../support/kit.ts';
import { until } from '../support/left-behind.ts';

const environment = { ...process.env };
afterEach(() => {
  process.env.NODE_ENV = environment.NODE_ENV;
  process.env.TEST_DATABASE_URL = environment.TEST_DATABASE_URL;
});
afterAll(stopKits);

const built = path.resolve('dist/src/testing/kit/start-auth.js');

test.each([
  [{ SECRET: 'x' }, /^SECRET in env is no setting of the service/],
  [{ PORT: '4000' }, /^startAuth does not accept PORT in env: use the option port/],
  [
    { DATABASE_URL: 'postgresql://db/auth' },
    /^startAuth does not accept DATABASE_URL in env: .* TEST_DATABASE_URL/,
  ],
  [{ DATABASE_URL_FILE: '/run/secret' }, /^startAuth does not accept DATABASE_URL_FILE in env/],
  [{ NODE_ENV: 'production' }, /^startAuth does not start with NODE_ENV=production/],
])('the settings %j are rejected', (env: Record<string, string>, message) => {
  expect(() => checkEnvironment(env, settingGroups())).toThrow(message);
});

test('startAuth rejects with every problem of the settings', async () => {
  const env = { BCRYPT_COST: '4', ACCESS_TOKEN_TTL: 'soon' };
  await expect(startAuth({ env })).rejects.toThrow(/ACCESS_TOKEN_TTL must be .*BCRYPT_COST must be /s);
  await expect(startAuth({ env: { SECRET: 'x' } })).rejects.toThrow(/^SECRET in env is no setting/);
});

test('startAuth does not start in production', async () => {
  process.env.NODE_ENV = 'production';
  await expect(startAuth()).rejects.toThrow(/^startAuth does not run with NODE_ENV=production/);
});

test('the program of the service does not run without a test', async () => {
  const program = spawn(process.execPath, ['dist/src/testing/service/main.js'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  program.stderr.on('data', (chunk) => (output += chunk));
  const [code] = await once(program, 'close');
  expect([code, output]).toEqual([1, expect.stringMatching(/never a production service/)]);
});

test('a taken port is reported', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await expect(startAuth({ port })).rejects.toThrow(`Port ${port} is taken.`);
  server.close();
});

test('a server that cannot be used is reported', async () => {
  process.env.TEST_DATABASE_URL = 'postgresql://nobody@127.0.0.1:9/none';
  await expect(startAuth()).rejects.toThrow(
    /^The server in TEST_DATABASE_URL cannot be used: .*ECONNREFUSED/,
  );
});

/** The database that a service has reserved, whose connection to the server has this name. */
const selectReserved = `
  select d.datname as name from pg_stat_activity as a
  join pg_locks as l on l.pid = a.pid and l.locktype = 'advisory'
  join pg_database as d on hashtext(d.datname)::int8 & 4294967295 = l.objid::int8
  where a.application_name = $1 and d.datname like 'auth_testing_%'`;

test('a service ends with the process of the tests, even if that is killed', async () => {
  const admin = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
  await admin.connect();
  const name = `kit-${process.pid}`;
  const script = `import { startAuth } from ${JSON.stringify(built)};
    const auth = await startAuth();
    process.stdout.write('url: ' + auth.url + '\\n');
    setInterval(() => undefined, 1000);`;
  const program = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, TEST_DATABASE_URL: `${process.env.TEST_DATABASE_URL}?application_name=${name}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  program.stdout.on('data', (chunk) => (output += chunk));
  const [, url = ''] = await until('the service', () => /url: (\S+)/.exec(output) ?? undefined);
  const { rows } = await admin.query<{ name: string }>(selectReserved, [name]);
  expect(rows).toHaveLength(1);
  program.kill('SIGKILL');
  const isGone = () =>
    fetch(url).then(
      () => false,
      () => true,
    );
  await until('the end of the service', isGone);
  const select = 'select from pg_database where datname = $1';
  await until(
    'the end of its database',
    async () => (await admin.query(select, [rows[0]?.name])).rowCount === 0,
  );
  await admin.end();
});

test('a process that forgets to stop its service ends nevertheless', async () => {
  const script = `import { startAuth } from ${JSON.stringify(built)};
    const auth = await startAuth();
    await auth.user();`;
  const program = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
  expect(await once(program, 'exit')).toEqual([0, null]);
});

test('a service can be stopped twice, also at once', async () => {
  const auth = await startAuth();
  await Promise.all([auth.stop(), auth.stop()]);
  await auth.stop();
  await expect(auth.mails()).rejects.toThrow(/^The auth service does not run: it was stopped/);
});

test('several services of one process share nothing', async () => {
  const [one, two] = await Promise.all([startKit(), startKit()]);
  const user = await one.user({ username: 'alice' });
  await two.clock.forward('1h');
  expect((await two.user({ username: 'alice' })).id).toBe(user.id);
  expect(Math.abs((await one.clock.now()).getTime() - Date.now())).toBeLessThan(60_000);
  expect(await one.events('account.created')).toHaveLength(1);
});
