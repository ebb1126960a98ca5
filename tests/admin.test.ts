import { spawnSync } from 'node:child_process';
import os from 'node:os';
import pg from 'pg';
import { codes, makePerson, type Person, type Tokens } from './support/client.ts';
import { printed, runCommand } from './support/command-line.ts';
import { connect, dropDatabase, makeDatabase, untilLocked } from './support/databases.ts';
import { makeFolder, until } from './support/left-behind.ts';
import { openAhead } from './support/lost-rotations.ts';
import { mailsTo } from './support/mailed.ts';
import { leaveNothingBehind, run } from './support/service-process.ts';
import { decodeJwt, testSecretKey } from './support/tokens.ts';
import { World } from './support/world.ts';

leaveNothingBehind();

const service = await World.start();
afterAll(() => service.stop());
const settings = { DATABASE_URL: service.database, SECRET_KEY: testSecretKey };

/** Runs an admin command. @returns the exit code, the objects on standard output, and both outputs. */
async function admin(args: readonly string[], { input, env }: { input?: string; env?: object } = {}) {
  const done = await runCommand(args, {
    env: { ...settings, ...env },
    ...(input !== undefined && { input }),
  });
  return { ...done, results: printed(done.stdout) };
}

const nameAndEmail = ({ username, email }: Person) => ['--username', username, '--email', email];
const create = (person: Person) =>
  admin(['users', 'create', ...nameAndEmail(person)], { input: `${person.password}\n` });

test('creates an account that can log in, and shows it by each identifier', async () => {
  const person = makePerson();
  const { code, results } = await create(person);
  const { username, email } = person;
  expect([code, results]).toEqual([
    0,
    [{ id: expect.any(Number), username, email, isActive: true, emailVerified: false }],
  ]);
  expect((await service.logIn(person)).errors).toBeUndefined();
  for (const name of [username.toUpperCase(), email, `id:${results[0].id}`]) {
    const shown = await admin(['users', 'show', name]);
    expect([shown.code, shown.results]).toEqual([
      0,
      [{ ...results[0], createdAt: expect.stringMatching(/Z$/) }],
    ]);
  }
});

test('creates an account whose mails have a language, and rejects a language without mails', async () => {
  const person = makePerson();
  const unknown = await admin(['users', 'create', ...nameAndEmail(person), '--locale', 'tlh'], {
    input: `${person.password}\n`,
  });
  expect([unknown.code, unknown.stdout]).toEqual([2, '']);
  expect(unknown.stderr).toContain('There are no mails in "tlh". Choose one of: en, de.');
  const created = await admin(['users', 'create', ...nameAndEmail(person), '--locale', 'de-AT'], {
    input: `${person.password}\n`,
  });
  expect(created.code).toBe(0);
  const [row] = await service.sql('select locale from users where email = $1', [person.email]);
  expect(row).toEqual({ locale: 'de' });
});

test('owes the owner of a new account a mail where the service verifies emails after signup', async () => {
  const [mailed, without] = [makePerson(), makePerson()];
  const env = { EMAIL_VERIFICATION: 'optional' };
  const args = ['users', 'create', ...nameAndEmail(mailed), '--locale', 'de'];
  expect((await admin(args, { env, input: `${mailed.password}\n` })).code).toBe(0);
  await create(without);
  expect(await mailsTo(service, mailed.email)).toEqual([
    expect.objectContaining({
      kind: 'verify-email',
      locale: 'de',
      code: expect.stringMatching(/^[A-Z]{8}$/),
    }),
  ]);
  expect(await mailsTo(service, without.email)).toEqual([]);
});

test('rejects the same input as signup, names each broken rule, and never repeats the password', async () => {
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
  expect(taken.stderr).not.toContain(person.password);
});

test('disables an account: its sessions end at once and for good, and its owner can log in after it is enabled', async () => {
  const person = await service.addPerson();
  const { accessToken } = await service.openSession(person);
  const disabled = await admin(['users', 'disable', person.username]);
  expect([disabled.code, disabled.results]).toMatchObject([0, [{ isActive: false, endedSessions: 1 }]]);
  expect(printed(disabled.stderr).map(({ event }) => [event.type, event.actor])).toEqual([
    ['account.disabled', 'cli:test'],
    ['session.revoked', 'cli:test'],
  ]);
  expect(codes(await service.me(accessToken))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await service.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
  expect(await admin(['users', 'disable', person.email])).toMatchObject({ code: 0, stderr: '' });

  const enabled = await admin(['users', 'enable', person.username]);
  expect([enabled.code, enabled.results]).toMatchObject([0, [{ isActive: true, endedSessions: 0 }]]);
  const again = await service.openSession(person);
  expect(codes(await service.me(accessToken))).toEqual(['UNAUTHENTICATED']);

  // Enabling must not revive sessions of an account that was disabled by other means.
  await service.sql('update users set is_active = false where username = $1', [person.username]);
  await admin(['users', 'enable', person.username]);
  expect(codes(await service.me(again.accessToken))).toEqual(['UNAUTHENTICATED']);
});

test('leaves an account disabled that was enabled and logged in to while the command was waiting', async () => {
  const { id, username } = await service.addPerson();
  expect((await admin(['users', 'disable', username])).code).toBe(0);
  const client = await connect(service.database);
  await client.query('begin');
  await client.query('select from users where id = $1 for update', [id]);
  const disabling = admin(['users', 'disable', username]);
  await untilLocked(client, 1);
  await client.query('update users set is_active = true where id = $1', [id]);
  await client.query(
    `insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at)
     values (gen_random_uuid(), $1, '', 'infinity', 'infinity')`,
    [id],
  );
  await client.query('commit');
  await client.end();
  expect((await disabling).results).toMatchObject([{ isActive: false, endedSessions: 1 }]);
  expect((await admin(['users', 'show', username])).results).toMatchObject([{ isActive: false }]);
});

test('ends the sessions of one account, or of all accounts', async () => {
  const [one, other] = [await service.addPerson(), await service.addPerson()];
  const sessions = [await service.openSession(one), await service.openSession(one)];
  const others = await service.openSession(other);
  const ended = await admin(['sessions', 'end', one.username]);
  expect([ended.code, ended.results]).toMatchObject([0, [{ username: one.username, endedSessions: 2 }]]);
  for (const { accessToken } of sessions) expect((await service.me(accessToken)).data.me).toBeNull();
  expect((await service.me(others.accessToken)).data.me).not.toBeNull();

  await service.sql(
    `insert into sessions (id, user_id, secret_hash, idle_expires_at, absolute_expires_at)
     select gen_random_uuid(), user_id, secret_hash, idle_expires_at, absolute_expires_at
     from (select * from sessions where revoked_at is null limit 1) as s, generate_series(1, 1200)`,
  );
  const [live] = await service.sql<{ n: number }>(
    'select count(*)::int as n from sessions where revoked_at is null',
  );
  expect(live?.n).toBeGreaterThan(1200);
  // Another transaction is about to end one of the sessions.
  const beside = new pg.Client({ connectionString: service.database });
  await beside.connect();
  await beside.query('begin');
  await beside.query(
    'update sessions set revoked_at = now() where id = (select id from sessions where revoked_at is null limit 1)',
  );
  const ending = admin(['sessions', 'end', '--all'], { env: { LOG_LEVEL: 'silent' } });
  const waiting =
    "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  await until('the command to wait for the row', async () => (await service.sql(waiting)).length > 0);
  await beside.query('commit');
  await beside.end();
  const all = await ending;
  expect(all).toMatchObject({ code: 0, results: [{ endedSessions: (live?.n ?? 0) - 1 }] });
  expect(all.stderr.match(/"administrator"/g)).toHaveLength((live?.n ?? 0) - 1);
  expect((await service.me(others.accessToken)).data.me).toBeNull();
});

describe('sessions end --opened-before', () => {
  const openedBefore = (time: string, more = {}) =>
    admin(['sessions', 'end', '--opened-before', time], { env: { LOG_LEVEL: 'silent', ...more } });
  const timeOf = async ({ accessToken }: Tokens) => {
    const text = `to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time`;
    const id = decodeJwt(accessToken).sid;
    const [row] = await service.sql<{ time: string }>(`select ${text} from sessions where id = $1`, [id]);
    return row?.time ?? '';
  };

  test('ends older sessions of all accounts, and no newer ones', async () => {
    const [one, other] = [await service.openSession(), await service.openSession()];
    await service.sql("update sessions set created_at = now() - interval '1 hour' where id = $1", [
      decodeJwt(one.accessToken).sid,
    ]);
    // The client's token is ahead of the row, as after a failover.
    const [ahead] = (await openAhead(service, 1, one)).slice(1) as [Tokens];
    const fresh = await service.openSession();
    // The command drops microseconds, so this time is no later than when the session was opened.
    const ended = await openedBefore(await timeOf(other));
    expect(ended).toMatchObject({ code: 0, results: [{ endedSessions: 1 }] });
    expect(printed(ended.stderr).map(({ event }) => [event.type, event.reason, event.actor])).toEqual([
      ['session.revoked', 'administrator', 'cli:test'],
    ]);
    expect((await service.me(one.accessToken)).data.me).toBeNull();
    expect(codes(await service.refresh(ahead.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    for (const { accessToken, refreshToken } of [other, fresh]) {
      expect((await service.me(accessToken)).data.me).not.toBeNull();
      expect(codes(await service.refresh(refreshToken))).toEqual([]);
    }
    expect((await openedBefore('2020-02-29T23:59:59.999999+14:00')).results).toEqual([{ endedSessions: 0 }]);
    expect((await openedBefore('0000-01-01T00:00:00Z')).results).toEqual([{ endedSessions: 0 }]);
  });

  test('ends more sessions than fit into one batch', async () => {
    const { accessToken } = await service.openSession();
    await service.sql(
      `insert into sessions (id, user_id, secret_hash, created_at, idle_expires_at, absolute_expires_at)
       select gen_random_uuid(), user_id, secret_hash, now() - interval '2 hours', idle_expires_at, absolute_expires_at
       from (select * from sessions where revoked_at is null limit 1) as s, generate_series(1, 2300)`,
    );
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const ended = await openedBefore(hourAgo);
    expect(ended).toMatchObject({ code: 0, results: [{ endedSessions: 2300 }] });
    expect(ended.stderr.match(/"administrator"/g)).toHaveLength(2300);
    expect((await service.me(accessToken)).data.me).not.toBeNull();
  });

  test.each([
    'yesterday',
    '',
    '2026-11-27',
    '2026-11-27T12:00:00',
    '2026-11-27 12:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-11-27T24:00:00Z',
    '2026-11-27T12:00:00 UTC',
    '20261127T120000Z',
    '1795781000',
    '-infinity',
    'now',
    " 2026-11-27T12:00:00Z' or true --",
  ])('rejects %p as a time', async (text) => {
    const done = await openedBefore(text);
    expect([done.code, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toContain(`"${text}" is not a time. Give date, time and offset, such as`);
  });

  test('rejects a time in the future', async () => {
    const { accessToken } = await service.openSession();
    const done = await openedBefore('2999-01-01T00:00:00Z');
    expect([done.code, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toMatch(
      /^2999-01-01T00:00:00.000Z is in the future: the database's clock says 20\S+Z\. Use --all for all sessions\.\n$/,
    );
    expect((await service.me(accessToken)).data.me).not.toBeNull();
  });
});

test('deletes sessions that ended more than a day ago', async () => {
  const session = await service.openSession();
  await service.logOut(null, session.accessToken);
  const before = await admin(['sessions', 'purge']);
  expect(before.code).toBe(0);
  await service.sql(
    "update sessions set revoked_at = now() - interval '25 hours' where revoked_at is not null",
  );
  const [ended] = await service.sql<{ n: number }>(
    'select count(*)::int as n from sessions where revoked_at is not null',
  );
  expect(ended?.n).toBeGreaterThan(0);
  expect((await admin(['sessions', 'purge'])).results).toEqual([{ deletedSessions: ended?.n }]);
});

test('checks configuration, database and schema, and reports their problems', async () => {
  const good = await admin(['check']);
  expect(good).toMatchObject({ code: 0, stderr: '' });
  expect(good.results).toEqual([
    { configuration: 'ok', database: 'ok', migrations: 'ok', mail: 'not configured' },
  ]);
  const bad = await admin(['check'], { env: { PORT: 'x', BCRYPT_COST: '4' } });
  expect([bad.code, bad.stdout, bad.stderr]).toEqual([1, '', expect.stringMatching(/PORT.*BCRYPT_COST/s)]);
  const readOnly = new URL(service.database);
  readOnly.searchParams.set('options', '-c default_transaction_read_only=on');
  const standby = await admin(['check'], { env: { DATABASE_URL: readOnly.href } });
  expect([standby.code, standby.stderr]).toEqual([1, expect.stringContaining('is read-only')]);
  const empty = await makeDatabase({ empty: true });
  const bare = await admin(['check'], { env: { DATABASE_URL: empty } });
  await dropDatabase(empty);
  expect([bare.code, bare.stderr]).toEqual([1, expect.stringContaining('npm run migrate')]);
});

test.each([[['check']], [['--help']]])('%p ends quietly if standard output is closed', (args) => {
  // With a colon as the reader, the pipe breaks at the first write.
  const script = '{ "$@"; echo "code $?" >&2; } | :';
  const command = [process.execPath, 'dist/src/admin.js', ...args];
  const { stderr } = spawnSync('sh', ['-c', script, 'sh', ...command], {
    env: { PATH: process.env.PATH, ...settings },
    encoding: 'utf8',
  });
  expect(stderr).toBe('code 0\n');
});

/** A user id without a name, as in some containers. Used if that user can read the folder. */
const nameless = { uid: 4242, gid: 4242 };
const runsNameless =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['--check', 'dist/src/admin.js'], { ...nameless, env: {} }).status === 0;

test('works as a program: reads standard input, prints results separately from events, and returns an exit code', async () => {
  const person = makePerson();
  const args = ['users', 'create', ...nameAndEmail(person)];
  const runAs = runsNameless && { runAs: nameless };
  const given = { folder: makeFolder(), program: 'admin', args, env: settings, ...runAs } as const;
  const { code, stdout, stderr } = await run({ ...given, input: `${person.password}\n` });
  expect([code, printed(stdout)]).toMatchObject([0, [{ username: person.username }]]);
  expect(JSON.parse(stderr)).toMatchObject({
    event: {
      type: 'account.created',
      actor: `cli:${runsNameless ? '4242' : os.userInfo().username}`,
    },
  });
  expect((await service.logIn(person)).errors).toBeUndefined();
  const away = { ...settings, DATABASE_URL: 'postgresql://a:correct-horse@127.0.0.1:1/none' };
  const failed = await run({ ...given, args: ['check'], env: away });
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toContain('cannot be used: connect ECONNREFUSED');
  expect(failed.stderr).not.toMatch(/correct-horse|^\s+at /m);
});

test.each([[[]], [['--help']], [['-h']], [['help']]])('lists its commands: %p', async (args) => {
  const { code, stdout, stderr } = await runCommand(args);
  expect([code, stderr]).toEqual([0, '']);
  for (const name of ['users create', 'users disable', 'sessions end', 'keys rotate', 'check']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b.* {2}\\w`, 'm'));
  }
});

test('describes only the given command', async () => {
  const { code, stdout, stderr } = await runCommand(['sessions', 'end', '--help']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`Usage: npm run --silent admin -- sessions end [USER] [--all] [--opened-before <TIME>]

End one session, or all sessions: of one account, of all accounts, or those
opened before a time.

Arguments:
  USER                    a username, an email address, id:42, or a session id

Options:
  --all                   end the sessions of all accounts
  --opened-before <TIME>  end those of all accounts that were opened before this
                          time, such as 2026-11-27T12:00:00Z
`);
});

test.each([
  [['users', 'disable', '--help'], 0, /^Usage: npm run --silent admin -- users disable <USER>\n\n/],
  [['users'], 2, /^Usage: npm run --silent admin -- users COMMAND\n/],
  [['user'], 2, /^Unknown command 'user'\nSee npm run .* -- --help\n$/],
  [['toString'], 2, /^Unknown command 'toString'/],
  [['users', 'show'], 2, /^Missing required argument 'USER'\nSee .* -- users show --help\n$/],
  [['users', 'show', 'a', 'b'], 2, /^Too many arguments for 'show'\. .*: a, b\.\n/],
  [['users', 'show', 'nobody-of-that-name'], 1, /^The account "nobody-of-that-name" does not exist\.\n$/],
  [['users', 'show', "x' or '1'='1"], 1, /^The account ".*" does not exist/],
  [['users', 'create', '--username', 'ada'], 2, /^Required option '--email <EMAIL>' not specified\n/],
  [['users', 'create', '--username', 'a', '--email'], 2, /^Option '--email <EMAIL>' argument missing\n/],
  [['users', 'create', '--username=a', '--email=b', '--password', 'x'], 2, /^Unknown option '--password'\n/],
  [['users', 'create', '--username=a', '--email=b', "--password=x'y"], 2, /^Unknown option '--password'\n/],
  [['sessions', 'end'], 2, /^Give either an account, or a session, or --opened-before, or --all\.\n$/],
  [
    ['sessions', 'end', 'ada', '--all'],
    2,
    /^Give either an account, or a session, or --opened-before, or --all\.\n$/,
  ],
  [['sessions', 'end', '--all', '--opened-before', '2026-11-27T12:00:00Z'], 2, /^Give either an account, or/],
  [['sessions', 'end', '--opened-before'], 2, /^Option '--opened-before <TIME>' argument missing\n/],
  [['sessions', 'end', '--al'], 2, /^Unknown option '--al'\nSee .* -- sessions end --help\n$/],
])('answers %p', async (args, code, message) => {
  const done = await admin(args);
  expect(done.code).toBe(code);
  expect(code === 0 ? done.stdout : done.stderr).toMatch(message);
  expect(code === 0 ? done.stderr : done.stdout).toBe('');
});
