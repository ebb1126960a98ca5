import pg from 'pg';
import { codes, makePerson, type Person } from './support/client.ts';
import { dropDatabase, makeDatabase } from './support/databases.ts';
import { makeFolder, until } from './support/left-behind.ts';
import { leaveNothingBehind, run, start } from './support/service-process.ts';
import { testSecretKey } from './support/tokens.ts';

leaveNothingBehind();

const folder = makeFolder();
const database = await makeDatabase();
afterAll(() => dropDatabase(database));
const env = { DATABASE_URL: database, SECRET_KEY: testSecretKey };

/** @returns the exit code, the lines of JSON, and what was said beside them. */
async function admin(args: readonly string[], { input, env: other }: { input?: string; env?: object } = {}) {
  const given = { folder, program: 'admin', args, env: { ...env, ...other } } as const;
  const { code, stdout, stderr } = await run(input === undefined ? given : { ...given, input });
  const results = stdout.split('\n').filter((line) => line.startsWith('{'));
  return { code, results: results.map((line) => JSON.parse(line)), stdout, stderr };
}

const create = (person: Person) =>
  admin(['users', 'create', '--username', person.username, '--email', person.email], {
    input: `${person.password}\n`,
  });

const startService = () => start({ folder, env });

async function query<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const { rows } = await client.query<Row>(text);
  await client.end();
  return rows;
}

test('makes an account that logs in, and shows it by each of its names', async () => {
  const service = await startService();
  const person = makePerson();
  const { code, results } = await create(person);
  const { username, email } = person;
  expect([code, results]).toEqual([0, [{ id: expect.any(Number), username, email, isActive: true }]]);
  expect((await service.logIn(person)).errors).toBeUndefined();
  for (const name of [username.toUpperCase(), email, `id:${results[0].id}`]) {
    const shown = await admin(['users', 'show', name]);
    expect([shown.code, shown.results]).toEqual([
      0,
      [{ ...results[0], createdAt: expect.stringMatching(/Z$/) }],
    ]);
  }
});

test('refuses what signup refuses, names each broken rule, and never repeats the password', async () => {
  const person = makePerson();
  const refused = await create({ ...person, username: 'a b', password: 'short' });
  expect([refused.code, refused.stdout]).toEqual([1, '']);
  expect(refused.stderr).toMatch(
    /\(BAD_USER_INPUT\):\n {2}username: .*\(INVALID_USERNAME\)\n {2}password: .*\(TOO_SHORT\)\n$/,
  );
  await create(person);
  const taken = await create(person);
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('(USERNAME_TAKEN)')]);
  for (const { stderr } of [refused, taken]) expect(stderr).not.toMatch(/short\b|at .*\.js/);
});

test('disables an account: its sessions end at once and for good, and it logs in again once it is enabled', async () => {
  const service = await startService();
  const person = makePerson();
  await service.signUp(person);
  const { accessToken } = await service.openSession(person);
  const disabled = await admin(['users', 'disable', person.username]);
  expect([disabled.code, disabled.results]).toMatchObject([0, [{ isActive: false, endedSessions: 1 }]]);
  expect(disabled.stderr).toContain('"account.disabled"');
  expect(codes(await service.me(accessToken))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await service.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
  expect(await admin(['users', 'disable', person.email])).toMatchObject({ code: 0, stderr: '' });

  const enabled = await admin(['users', 'enable', person.username]);
  expect([enabled.code, enabled.results]).toMatchObject([0, [{ isActive: true, endedSessions: 0 }]]);
  const again = await service.openSession(person);
  expect(codes(await service.me(accessToken))).toEqual(['UNAUTHENTICATED']);

  // Nor does it bring to life what somebody has disabled past this command.
  await query(`update users set is_active = false where username = '${person.username}'`);
  await admin(['users', 'enable', person.username]);
  expect(codes(await service.me(again.accessToken))).toEqual(['UNAUTHENTICATED']);
});

test("ends one account's sessions, or everybody's", async () => {
  const service = await startService();
  const [one, other] = [await service.addPerson(), await service.addPerson()];
  const sessions = [await service.openSession(one), await service.openSession(one)];
  const others = await service.openSession(other);
  const ended = await admin(['sessions', 'end', one.username]);
  expect([ended.code, ended.results]).toMatchObject([0, [{ username: one.username, endedSessions: 2 }]]);
  for (const { accessToken } of sessions) expect((await service.me(accessToken)).data.me).toBeNull();
  expect((await service.me(others.accessToken)).data.me).not.toBeNull();

  await query(
    `insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at)
     select gen_random_uuid(), user_id, secret_hash, idle_expires_at, absolute_expires_at
     from (select * from sessions where revoked_at is null limit 1) as s, generate_series(1, 1200)`,
  );
  const [live] = await query<{ n: number }>(
    'select count(*)::int as n from sessions where revoked_at is null',
  );
  expect(live?.n).toBeGreaterThan(1200);
  // One of them is ended by somebody else at that moment.
  const beside = new pg.Client({ connectionString: database });
  await beside.connect();
  await beside.query('begin');
  await beside.query(
    'update sessions set revoked_at = now() where id = (select id from sessions where revoked_at is null limit 1)',
  );
  const ending = admin(['sessions', 'end', '--all'], { env: { LOG_LEVEL: 'silent' } });
  const waiting =
    "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  await until('it to wait for that', async () => (await query(waiting)).length > 0);
  await beside.query('commit');
  await beside.end();
  const all = await ending;
  expect(all).toMatchObject({ code: 0, results: [{ endedSessions: (live?.n ?? 0) - 1 }] });
  expect(all.stderr.match(/"administrator"/g)).toHaveLength((live?.n ?? 0) - 1);
  expect((await service.me(others.accessToken)).data.me).toBeNull();
});

test('deletes what ended more than a day ago', async () => {
  const service = await startService();
  const session = await service.openSession();
  await service.logOut(null, session.accessToken);
  const before = await admin(['sessions', 'purge']);
  expect(before.code).toBe(0);
  await query("update sessions set revoked_at = now() - interval '25 hours' where revoked_at is not null");
  const [ended] = await query<{ n: number }>(
    'select count(*)::int as n from sessions where revoked_at is not null',
  );
  expect(ended?.n).toBeGreaterThan(0);
  expect((await admin(['sessions', 'purge'])).results).toEqual([{ deletedSessions: ended?.n }]);
});

test('checks configuration, database and schema, and says what is wrong with them', async () => {
  const good = await admin(['check']);
  expect(good).toMatchObject({ code: 0, stderr: '' });
  expect(good.results).toEqual([{ configuration: 'ok', database: 'ok', migrations: 'ok' }]);
  const bad = await admin(['check'], { env: { PORT: 'x', BCRYPT_COST: '4' } });
  expect([bad.code, bad.stdout, bad.stderr]).toEqual([1, '', expect.stringMatching(/PORT.*BCRYPT_COST/s)]);
  const away = await admin(['check'], { env: { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/none' } });
  expect([away.code, away.stderr]).toEqual([
    1,
    expect.stringContaining('cannot be used: connect ECONNREFUSED'),
  ]);
  const readOnly = new URL(database);
  readOnly.searchParams.set('options', '-c default_transaction_read_only=on');
  const standby = await admin(['check'], { env: { DATABASE_URL: readOnly.href } });
  expect([standby.code, standby.stderr]).toEqual([1, expect.stringContaining('takes no writes')]);
  const empty = await makeDatabase({ empty: true });
  const bare = await admin(['check'], { env: { DATABASE_URL: empty } });
  await dropDatabase(empty);
  expect([bare.code, bare.stderr]).toEqual([1, expect.stringContaining('npm run migrate')]);
});

test('works beside a running service on its embedded PostgreSQL, and leaves it running', async () => {
  const own = { folder, env: { SECRET_KEY: testSecretKey } };
  const embedded = await start(own);
  const person = await embedded.addPerson();
  const { code, stdout } = await run({ ...own, program: 'admin', args: ['users', 'show', person.username] });
  expect([code, JSON.parse(stdout).email]).toEqual([0, person.email]);
  expect((await embedded.logIn(person)).errors).toBeUndefined();
});

test.each([[[]], [['--help']]])('shows what it can do: %p', async (args) => {
  const done = await admin(args);
  expect([done.code, done.stderr]).toEqual([0, '']);
  for (const name of ['users create', 'users disable', 'sessions end', 'keys rotate', 'check']) {
    expect(done.stdout).toMatch(new RegExp(`^ {2}${name}\\b.* {3}\\w`, 'm'));
  }
});

test.each([
  [['users', 'disable', '--help'], 0, /^npm run --silent admin -- users disable USER\n\n/],
  [['users'], 2, /^There is no command "users"\.\n\nnpm run/],
  [['toString'], 2, /^There is no command "toString"/],
  [['users', 'show'], 2, /too little: .*users show --help/],
  [['users', 'show', 'a', 'b'], 2, /too much: b/],
  [['users', 'show', 'nobody-of-that-name'], 1, /^There is no account "nobody-of-that-name"\.\n$/],
  [['users', 'show', "x' or '1'='1"], 1, /^There is no account/],
  [['users', 'create', '--username', 'ada'], 2, /needs --username and --email/],
  [['users', 'create', '--password', 'x'], 2, /--password/],
  [['sessions', 'end'], 2, /--all/],
  [['sessions', 'end', 'ada', '--all'], 2, /--all/],
])('answers %p', async (args, code, message) => {
  const done = await admin(args);
  expect(done.code).toBe(code);
  expect(code === 0 ? done.stdout : done.stderr).toMatch(message);
  expect(done.stderr).not.toMatch(/^\s+at /m);
});
