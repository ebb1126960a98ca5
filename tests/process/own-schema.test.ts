import { randomBytes } from 'node:crypto';
import { migrations } from '../../migrations/index.ts';
import { explainStartFailure } from '../../src/startup/start-failure.ts';
import { codes, makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { adminStatement, connect, dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder } from '../support/left-behind.ts';
import { leaveNothingBehind, run, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

/*
 * Cases considered: search_path in the URL's options (-c, --, search-path, escaped spaces), by alter role, alter database
 * and alter role in database; PGOPTIONS (ignored: other-tools.test.ts); "$user"; two schemas in the path; quoted names,
 * capitals and dots; a schema that is missing or not allowed; public without privileges (database-role.test.ts); other
 * applications' tables with the same names, before and after ours in the path; Prisma's schema, JDBC's currentSchema, pgx's
 * search_path and others (config.test.ts); a pooler that rejects or drops options (pooler.test.ts); locks, counters, keys,
 * readiness, check and users check next to another service in the same database.
 */

leaveNothingBehind();

let database: string;
beforeEach(async () => {
  database = await makeDatabase({ empty: true });
});
afterEach(() => dropDatabase(database));

const withOptions = (options: string) => `${database}?options=${encodeURIComponent(options)}`;
const inSchema = (path: string) => withOptions(`-c search_path=${path}`);

async function sql<Row extends object>(text: string): Promise<Row[]> {
  const client = await connect(database);
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

const tablesBySchema = async () =>
  Object.fromEntries(
    (
      await sql<{ schema: string; tables: number }>(
        "select schemaname as schema, count(*)::int as tables from pg_tables where schemaname !~ '^(pg_|information)' group by 1",
      )
    ).map(({ schema, tables }) => [schema, tables]),
  );

const failureOf = async (url: string) =>
  explainStartFailure(await World.start({ database: url }).catch((error: unknown) => error));

/** Starts twice, and uses the data the first run left behind. */
async function expectInOrder(url: string): Promise<void> {
  const person = makePerson();
  const first = await World.start({ database: url });
  expect(codes(await first.signUp(person))).toEqual([]);
  await first.stop();
  const again = await World.start({ database: url });
  const { accessToken, refreshToken } = await again.openSession(person);
  expect((await again.me(accessToken)).data.me.username).toBe(person.username);
  expect(codes(await again.refresh(refreshToken))).toEqual([]);
  expect((await fetch(new URL('/readyz', again.url))).status).toBe(200);
  expect(again.log.filter((line) => /"level":"(warn|error|fatal)"/.test(line))).toEqual([]);
  await again.stop();
}

/** The number of tables of a migrated database. */
const all = await countTables();

async function countTables(): Promise<number> {
  const migrated = await makeDatabase();
  const client = await connect(migrated);
  const { rowCount } = await client.query("select from pg_tables where schemaname = 'public'");
  await client.end();
  await dropDatabase(migrated);
  return rowCount ?? 0;
}

test('serves in a schema of its own: start, restart, migrate and admin', async () => {
  await sql('create schema app');
  const env = {
    NODE_ENV: 'production',
    JWT_ISSUER: 'http://localhost:4000',
    DATABASE_URL: inSchema('app'),
    SECRET_KEY: testSecretKey,
  };
  const service = await start({ folder: makeFolder(), env });
  await service.end('SIGTERM');
  const migrate = () => run({ folder: makeFolder(), program: 'migrate', env });
  expect(await migrate()).toMatchObject({ code: 0, stdout: 'Nothing to do.\n', stderr: '' });
  await expectInOrder(env.DATABASE_URL);
  expect(await tablesBySchema()).toEqual({ app: all });

  const admin = (...args: string[]) => runCommand(args, { env });
  expect(await admin('check')).toMatchObject({ code: 0, stderr: '' });
  await sql('drop schema app cascade; create schema app');
  expect(await admin('check')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not been migrated'),
  });
  expect(await migrate()).toMatchObject({
    code: 0,
    stdout: `Applied: ${migrations.map(({ name }) => name).join(', ')}\n`,
  });
  await sql("insert into app.users (username, email, is_active) values ('a b', 'ada@example.com', false)");
  const { code, stdout } = await admin('users', 'check');
  expect([code, printed(stdout)]).toMatchObject([0, [{ problem: 'USERNAME_NOT_VALID' }]]);
});

test('two services in one database know nothing of each other', async () => {
  await sql('create schema one; create schema "Two"');
  const env = { SIGNUPS_PER_ADDRESS: '2/1h' };
  const [one, two] = await Promise.all(
    [inSchema('one'), inSchema('"Two"')].map((url) => World.start({ database: url, env })),
  );
  if (!one || !two) throw new Error('Two worlds were started.');
  const person = makePerson();
  for (const world of [one, two]) expect(codes(await world.signUp(person))).toEqual([]);
  const tokens = await one.openSession(person);
  expect(codes(await two.me(tokens.accessToken))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await two.refresh(tokens.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  // Limits are counted separately, too.
  await one.signUp(makePerson());
  expect(codes(await one.signUp(makePerson()))).toEqual(['RATE_LIMITED']);
  expect(codes(await two.signUp(makePerson()))).toEqual([]);
  expect((await runCommand(['sessions', 'end', '--all'], { env: { DATABASE_URL: two.database } })).code).toBe(
    0,
  );
  expect(codes(await one.me(tokens.accessToken))).toEqual([]);
  await one.stop();
  await two.stop();
  expect(await tablesBySchema()).toEqual({ one: all, Two: all });
});

test('a service that migrates does not hold up one in another schema', async () => {
  await sql('create schema one; create schema two');
  const world = await World.start({ database: inSchema('one') });
  await world.stop();
  const holder = await connect(database);
  // The lock for `public`, as if a service were migrating there.
  await holder.query('begin; select pg_advisory_xact_lock(6100283017403524127)');
  await expectInOrder(inSchema('two'));
  await holder.end();
});

test.each([
  ['-csearch_path=app', 'app'],
  ['--search_path=app', 'app'],
  ['-c search-path=app', 'app'],
  ['-c search_path=app\\ ,\\ public', 'app'],
  ['-c search_path=app,public', 'app'],
  ['-c search_path=missing,app', 'app'],
  ['-c statement_timeout=9s -c search_path="App"', 'App'],
  ['-c search_path="my.app"', 'my.app'],
  ['-c search_path="""quoted"""', '"quoted"'],
])('takes the schema of %s', async (options, schema) => {
  await sql(`create schema "${schema.replaceAll('"', '""')}"`);
  await expectInOrder(withOptions(options));
  expect(await tablesBySchema()).toEqual({ [schema]: all });
});

test.each([
  ['of the role', (role: string) => `alter role ${role} set search_path = app`],
  ['of the database', (_role: string, name: string) => `alter database ${name} set search_path = app`],
  [
    'of the role in the database',
    (role: string, name: string) => `alter role ${role} in database ${name} set search_path = app`,
  ],
  ['of the name of the role', (role: string) => `alter schema app rename to ${role}`],
])('takes the schema %s', async (_what, statement) => {
  const role = `auth_service_test_${randomBytes(6).toString('hex')}`;
  const name = new URL(database).pathname.slice(1);
  await sql(`create role ${role} login password 'secret'; create schema app authorization ${role}`);
  await sql(statement(role, name));
  const asRole = new URL(database);
  asRole.username = role;
  asRole.password = 'secret';
  try {
    await expectInOrder(asRole.href);
    expect(Object.values(await tablesBySchema())).toEqual([all]);
    expect(await tablesBySchema()).not.toHaveProperty('public');
  } finally {
    await dropDatabase(database);
    await adminStatement(`drop role ${role}`);
  }
});

test('names a schema that is missing, and makes none', async () => {
  expect(await failureOf(inSchema('ap'))).toMatch(
    /^search_path is ap, and names no schema that exists and that the user in DATABASE_URL may use\. Create the schema, or/,
  );
  const { code, stderr } = await runCommand(['users', 'check'], { env: { DATABASE_URL: inSchema('ap') } });
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^search_path is ap, and names no schema/)]);
  expect(await tablesBySchema()).toEqual({});
});

test('takes no other service for its own', async () => {
  const other = await World.start({ database });
  const person = await other.addPerson();
  await sql('create schema app');
  const expected =
    /^search_path is app,public: new tables would go to app, but public has those of an auth service\. Set search_path to app alone/;
  expect(await failureOf(inSchema('app,public'))).toMatch(expected);
  const env = { DATABASE_URL: inSchema('app,public') };
  const { code, stderr } = await runCommand(['sessions', 'end', '--all'], { env });
  expect([code, stderr]).toEqual([1, expect.stringMatching(expected)]);
  expect(codes(await other.logIn(person))).toEqual([]);
  await expectInOrder(inSchema('app'));
  await other.stop();
});

test('serves before other applications with tables of the same names, and refuses to start among them', async () => {
  // One of the applications uses MikroORM, too.
  await sql(`create schema app;
    create table public.users (id int); create table public.sessions (id int);
    create table public.mikro_orm_migrations (id serial, name varchar, executed_at timestamptz);
    insert into public.mikro_orm_migrations (name) values ('Migration1')`);
  await expectInOrder(inSchema('app,public'));
  expect(await tablesBySchema()).toEqual({ app: all, public: 3 });
  expect(await failureOf(database)).toMatch(
    /^The schema has tables of another application.* schema of its own/,
  );
  expect(await sql('select name from public.mikro_orm_migrations')).toEqual([{ name: 'Migration1' }]);
});
