import { explainStartFailure } from '../../src/startup/start-failure.ts';
import { Cable } from '../support/cable.ts';
import { codes, makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { connect, dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { findPooler, Pooler, type PoolerKind } from '../support/pooler.ts';
import { leaveNothingBehind, run, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

/*
 * Cases considered: PgBouncer 1.18 in its three modes, with a single connection, and dropping options; pgpool-II; a URL with
 * options; a different pooler at the same URL while the service runs; main, migrate and admin. .ci/run also runs the tests
 * of sessions, races, limits, keys, migrations and database trouble through PgBouncer (TEST_DATABASE_POOLER).
 */

leaveNothingBehind();

let database: string;
beforeEach(async () => {
  database = await makeDatabase({ empty: true });
});
afterEach(() => dropDatabase(database));

async function behind(kind: PoolerKind, work: (url: string) => Promise<void>): Promise<void> {
  const pooler = await Pooler.start(kind, new URL(database));
  try {
    await work(pooler.url(database));
  } finally {
    await pooler.stop();
  }
}

const transaction = { DATABASE_POOLER: 'transaction' };

/** Finds any session state left on the server, across several of the pooler's connections. */
async function leftOnServers(url: string): Promise<unknown[]> {
  const clients = await Promise.all(Array.from({ length: 8 }, () => connect(url)));
  const found: unknown[] = [];
  for (const client of clients) await client.query('begin');
  for (const client of clients) {
    const { rows } = await client.query(`
      select name from pg_prepared_statements
      union all select name || ' = ' || setting from pg_settings where source = 'session'
        and name not in ('application_name', 'client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings')
      union all select 'lock' from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
      union all select relname from pg_class where relpersistence = 't'
      union all select pg_listening_channels()`);
    found.push(...rows);
  }
  for (const client of clients) await client.end();
  return found;
}

async function expectInOrder(url: string, env: Record<string, string>): Promise<void> {
  const person = makePerson();
  const first = await World.start({ database: url, env });
  expect(codes(await first.signUp(person))).toEqual([]);
  const sessions = await Promise.all(Array.from({ length: 10 }, () => first.openSession(person)));
  const answers = await Promise.all(
    sessions.flatMap(({ accessToken, refreshToken }) => [first.me(accessToken), first.refresh(refreshToken)]),
  );
  expect(answers.flatMap(codes)).toEqual([]);
  expect(codes(await first.logIn({ ...person, password: 'a wrong guess' }))).toEqual(['INVALID_CREDENTIALS']);
  await first.stop();
  const again = await World.start({ database: url, env });
  const { accessToken } = sessions[0] as (typeof sessions)[number];
  expect(codes(await again.me(accessToken))).toEqual([]);
  expect((await again.logOut({ scope: 'ALL' }, accessToken)).data.logout.revokedSessions).toBe(10);
  expect((await fetch(new URL('/readyz', again.url))).status).toBe(200);
  await again.stop();
}

const pgbouncer = findPooler('pgbouncer') || process.env.CI ? describe : describe.skip;
const pgpool = findPooler('pgpool') ? test : test.skip;

pgbouncer('behind PgBouncer', () => {
  test('in transaction mode, serves with DATABASE_POOLER and leaves nothing on its connections', async () => {
    await behind('pgbouncer', async (url) => {
      const few = { ...transaction, DATABASE_URL: url, SECRET_KEY: testSecretKey };
      const folder = makeFolder();
      const replicas = await Promise.all([1, 2, 3].map(() => start({ folder, env: few })));
      for (const each of replicas) {
        expect(codes(await each.signUp(makePerson()))).toEqual([]);
        expect(await each.end('SIGTERM')).toMatchObject({ code: 0 });
      }
      expect(await run({ folder, program: 'migrate', env: few })).toMatchObject({
        code: 0,
        stdout: 'Nothing to do.\n',
      });
      await expectInOrder(url, transaction);
      for (const args of [['check'], ['users', 'check'], ['keys', 'list'], ['sessions', 'purge']]) {
        expect(await runCommand(args, { env: few })).toMatchObject({ code: 0 });
      }
      expect(await leftOnServers(url)).toEqual([]);
    });
  });

  test('with one connection to the server, migrates and serves', () =>
    behind('pgbouncer-with-one-connection', (url) => expectInOrder(url, transaction)));

  test('in session mode, serves without the setting, with its statements prepared and its timeouts', () =>
    behind('pgbouncer-session', async (url) => {
      await expectInOrder(url, {});
      const env = { DATABASE_STATEMENT_TIMEOUT: '1234ms', DATABASE_POOL_SIZE: '1' };
      const world = await World.start({ database: url, env });
      const text =
        "select name from pg_prepared_statements union select current_setting('statement_timeout')";
      await world.app.database.read('any', text, []);
      const rows = await world.app.database.read<{ name: string }>('any', text, []);
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['any', '1234ms']));
      await world.stop();
    }));

  test.each([
    ['pgbouncer', {}, /^A pooler in transaction mode is in front .*: set DATABASE_POOLER=transaction/],
    [
      'pgbouncer-statement',
      {},
      /allows no transactions \(statement mode\)\. Let it use transaction mode, and set DATABASE_P/,
    ],
    ['pgbouncer-statement', transaction, /allows no transactions \(statement mode\)/],
  ] as const)('is recognised before anything is changed: %s, %j', async (kind, settings, expected) => {
    await behind(kind, async (url) => {
      const env = { DATABASE_URL: url, SECRET_KEY: testSecretKey, ...settings };
      const folder = makeFolder();
      for (const program of ['main', 'migrate'] as const) {
        const { code, stderr } = await run({ folder, program, env });
        expect([code, stderr]).toEqual([1, expect.stringMatching(expected)]);
      }
      for (const args of [['check'], ['sessions', 'end', '--all']]) {
        const { code, stderr } = await runCommand(args, { env });
        expect([code, stderr]).toEqual([1, expect.stringMatching(expected)]);
      }
      const direct = await connect(database);
      const { rows } = await direct.query("select from pg_tables where schemaname = 'public'");
      await direct.end();
      expect(rows).toEqual([]);
    });
  });

  test('that comes while the service runs is named in its log', () =>
    behind('pgbouncer', async (url) => {
      const cable = await Cable.to(new URL(database));
      const through = new URL(database);
      through.host = `127.0.0.1:${cable.port}`;
      const world = await World.start({ database: through.href });
      const { accessToken } = await world.openSession();
      cable.target = new URL(url);
      cable.pull();
      cable.plugIn();
      let refused: string[] = [];
      for (let round = 0; round < 200 && refused.length === 0; round += 1) {
        const answers = await Promise.all([
          world.me(accessToken),
          world.refresh('nonsense'),
          world.logIn({ ...makePerson(), password: 'a wrong guess' }),
        ]);
        refused = answers.flatMap(codes).filter((code) => code === 'INTERNAL_SERVER_ERROR');
      }
      expect(world.log.join('')).toContain('set DATABASE_POOLER=transaction');
      await world.stop();
      await cable.remove();
    }));

  test.each([
    ['pgbouncer-with-one-connection', transaction],
    ['pgbouncer-session-with-one-connection', {}],
  ] as const)('that has no free connection is no reason to wait without end: %s', async (kind, settings) => {
    await behind(kind, async (url) => {
      const holder = await connect(url);
      await holder.query('begin');
      const env = { DATABASE_URL: url, SECRET_KEY: testSecretKey, ...settings };
      const { code, stderr } = await runCommand(['check'], { env });
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/did not respond: .* has no free connection/),
      ]);
      await holder.query('rollback');
      await holder.end();
      expect((await runCommand(['check'], { env })).stderr).toMatch(/has not been migrated yet/);
    });
  });

  test('rejects options, and the service says where to set them instead', () =>
    behind('pgbouncer', async (url) => {
      const withOptions = `${url}?options=-c%20search_path%3Dapp`;
      const failure = await World.start({ database: withOptions, env: transaction }).catch(
        (error: unknown) => error,
      );
      expect(explainStartFailure(failure)).toMatch(
        /rejects the parameter options of DATABASE_URL\. .* on the role/,
      );
    }));

  test('that drops options is recognised, so that no tables go to the wrong schema', () =>
    behind('pgbouncer-that-drops-options', async (url) => {
      const withOptions = `${url}?options=-c%20search_path%3Dapp`;
      const failure = await World.start({ database: withOptions, env: transaction }).catch(
        (error: unknown) => error,
      );
      expect(explainStartFailure(failure)).toMatch(
        /^DATABASE_URL sets search_path to app, but the connection has "\$user", public/,
      );
    }));

  test('leaves the timeouts of look-ups to the role, and says which it lacks', () =>
    behind('pgbouncer', async (url) => {
      const env = { ...transaction, DATABASE_LOCK_TIMEOUT: '300ms', DATABASE_STATEMENT_TIMEOUT: '10s' };
      const world = await World.start({ database: url, env });
      const advice = 'set lock_timeout = 300; alter role auth set statement_timeout = 10000;';
      const warnings = world.log.filter((line) => line.includes('"level":"warn"'));
      expect(warnings.map((line) => JSON.parse(line).msg)).toEqual([expect.stringContaining(advice)]);
      const check = () => runCommand(['check'], { env: { ...env, DATABASE_URL: url } });
      expect(await check()).toMatchObject({ code: 0, stderr: expect.stringContaining(advice) });

      // Transactions set their own timeouts.
      const person = await world.addPerson();
      const blocker = await connect(database);
      await blocker.query('begin; select from users for update');
      expect(codes(await world.logIn(person))).toEqual(['TEMPORARILY_UNAVAILABLE']);
      expect(world.log.join('')).toContain('"code":"55P03"');
      await blocker.query('rollback');
      // A change the service has given up on must not happen later.
      const { accessToken, refreshToken } = await world.openSession(person);
      await blocker.query('begin; select from sessions for update');
      expect(codes(await world.logOut({ refreshToken }))).toEqual(['TEMPORARILY_UNAVAILABLE']);
      await blocker.query('rollback');
      expect(codes(await world.me(accessToken))).toEqual([]);
      await world.stop();

      const name = new URL(database).pathname.slice(1);
      for (const [timeout, value] of [
        ['lock_timeout', '300ms'],
        ['statement_timeout', '10s'],
      ]) {
        await blocker.query(`alter role current_user in database ${name} set ${timeout} = '${value}'`);
      }
      // Connections already in the pool keep the settings they started with.
      await blocker.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await blocker.end();
      // PgBouncer may hand out a connection that is just ending.
      const { stderr, stdout } = await until('a check on new connections', async () => {
        const done = await check();
        return done.code === 0 && done;
      });
      expect([stderr, printed(stdout)]).toEqual([
        '',
        [{ configuration: 'ok', database: 'ok', migrations: 'ok', mail: 'not configured' }],
      ]);
    }));
});

pgpool('behind pgpool-II, serves with the setting and without', () =>
  behind('pgpool', async (url) => {
    await expectInOrder(url, transaction);
    await expectInOrder(url, {});
  }),
);
