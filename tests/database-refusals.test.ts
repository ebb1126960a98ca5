import { randomBytes } from 'node:crypto';
import { type Answer, codes, makePerson, type Person, type Tokens } from './support/client.ts';
import { adminStatement, connect, dropDatabase, makeDatabase } from './support/databases.ts';
import { until } from './support/left-behind.ts';
import { within } from './support/patience.ts';
import { decodeHeader, newKey } from './support/signing-keys.ts';
import { World } from './support/world.ts';

const database = await makeDatabase();
const name = new URL(database).pathname.slice(1);
const role = `auth_service_test_${randomBytes(6).toString('hex')}`;
const password = randomBytes(16).toString('hex');
await adminStatement(`create role ${role} login password '${password}'`);
const asRole = new URL(database);
asRole.username = role;
asRole.password = password;
afterAll(async () => {
  await dropDatabase(database);
  await adminStatement(`drop role ${role}`);
});

interface Someone {
  person: Person;
  tokens: Tokens;
  /** Tokens of a second session, used for logging out. */
  leaving: Tokens;
}

async function addSomeone(world: World): Promise<Someone> {
  // Use only the service's own connections, since one test counts this role's connections.
  const person = await world.signUpPerson();
  const [tokens, leaving] = [await world.openSession(person), await world.openSession(person)];
  return { person, tokens, leaving };
}

/** Every operation that writes, once each. */
function change(
  world: World,
  { person, tokens, leaving }: Someone,
  newcomer = makePerson(),
): Promise<Answer[]> {
  return Promise.all([
    world.logIn(person),
    world.signUp(newcomer),
    world.refresh(tokens.refreshToken),
    world.logOut({ refreshToken: leaving.refreshToken }),
  ]);
}

const ok = [[], [], [], []];

/** Rejections must arrive in time and reveal nothing about the database. */
async function expectRefusals(began: number, answers: readonly Answer[], code: string): Promise<void> {
  expect(Date.now() - began).toBeLessThan(within(4_000));
  for (const answer of answers) {
    expect([answer.status, codes(answer)]).toEqual([200, [code]]);
    expect(answer.text).not.toMatch(/select|insert|secret_hash|base\/|SQLSTATE|\bat .*:\d+/i);
    if (code === 'TEMPORARILY_UNAVAILABLE') {
      expect(answer.errors?.[0]?.extensions).toEqual({ code, retryAfterSeconds: 2 });
    }
  }
}

const readiness = async (world: World) => (await fetch(new URL('/readyz', world.url))).status;

/** Ends the service's connections, as a database administrator might. */
const endConnections = () =>
  adminStatement(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'auth-service' and datname = '${name}'`);

describe('when PostgreSQL itself rejects a statement', () => {
  let world: World;
  let someone: Someone;
  beforeAll(async () => {
    world = await World.start();
    someone = await addSomeone(world);
    // Every read or write of a session, and every signup, fails with the error in the table `refusal`.
    await world.sql(`
      create table refusal (sqlstate text);
      create function refuse() returns boolean language plpgsql as $$
        declare chosen text;
        begin
          select sqlstate into chosen from refusal;
          if chosen is null then return true; end if;
          raise exception 'base/16384/2608: select secret_hash from sessions' using errcode = chosen;
        end $$;
      create function refuse_change() returns trigger language plpgsql as $$
        begin perform refuse(); return null; end $$;
      alter table sessions rename to stored_sessions;
      create view sessions as select * from stored_sessions where refuse();
      create trigger refuse before insert or update on stored_sessions execute function refuse_change();
      create trigger refuse before insert on password_credentials execute function refuse_change();
    `);
  });
  afterEach(() => world.sql('delete from refusal'));
  afterAll(() => world.stop());

  test.each([
    ['08006', 'connection failure'],
    ['25006', 'read-only transaction'],
    ['25P03', 'idle in a transaction for too long'],
    ['25P04', 'a transaction that took too long'],
    ['28000', 'the role may not connect'],
    ['28P01', 'the password was changed'],
    ['3D000', 'the database was renamed'],
    ['40001', 'serialization failure'],
    ['40003', 'completion unknown'],
    ['40P01', 'deadlock'],
    ['53000', 'insufficient resources'],
    ['53100', 'disk full'],
    ['53200', 'out of memory'],
    ['53300', 'too many connections'],
    ['53400', 'configuration limit exceeded'],
    ['55000', 'the database accepts no connections'],
    ['55006', 'object in use'],
    ['55P03', 'lock not available'],
    ['57014', 'statement timeout'],
    ['57P01', 'shutdown by the administrator'],
    ['57P02', 'shutdown after a crash'],
    ['57P03', 'starting up'],
    ['57P05', 'idle for too long'],
    ['58000', 'system error'],
    ['58030', 'input or output error'],
  ])('with %s (%s), it returns a retryable code, loses nothing, and recovers', async (sqlstate) => {
    await world.sql('insert into refusal values ($1)', [sqlstate]);
    const newcomer = makePerson();
    const began = Date.now();
    const answers = [await world.me(someone.tokens.accessToken), ...(await change(world, someone, newcomer))];
    await expectRefusals(began, answers, 'TEMPORARILY_UNAVAILABLE');
    expect(world.log.join('')).not.toContain('insert into "users"');
    expect(await world.sql('select 1 from users where username = $1', [newcomer.username])).toEqual([]);

    await world.sql('delete from refusal');
    expect(codes(await world.me(someone.tokens.accessToken))).toEqual([]);
    const renewed = await world.refresh(someone.tokens.refreshToken);
    expect(codes(renewed)).toEqual([]);
    someone.tokens = renewed.data.refresh;
    expect(codes(await world.signUp(newcomer))).toEqual([]);
    expect(codes(await world.logIn(newcomer))).toEqual([]);
    expect(codes(await world.logIn(someone.person))).toEqual([]);
  });

  test.each([
    ['22P02', 'an invalid value'],
    ['42601', 'an invalid statement'],
    ['XX001', 'damaged data'],
  ])('with %s (%s), it returns an internal error without details', async (sqlstate) => {
    await world.sql('insert into refusal values ($1)', [sqlstate]);
    const began = Date.now();
    const answers = [await world.me(someone.tokens.accessToken), ...(await change(world, someone))];
    await expectRefusals(began, answers, 'INTERNAL_SERVER_ERROR');
  });
});

test('leaves no part of a signup behind if the disk is full at the commit', async () => {
  const world = await World.start({ env: { DATABASE_POOL_SIZE: '1' } });
  await world.sql(`
    create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'could not extend file "base/16384/2608"' using errcode = '53100'; end $$;
    create constraint trigger refuse after insert on users deferrable initially deferred
      for each row execute function refuse();
  `);
  const newcomer = makePerson();
  for (let time = 0; time < 3; time += 1) {
    const began = Date.now();
    await expectRefusals(began, [await world.signUp(newcomer)], 'TEMPORARILY_UNAVAILABLE');
  }
  const rows = await world.sql('select 1 from users union all select 1 from password_credentials');
  expect(rows).toEqual([]);
  expect(world.log.join('')).not.toContain('account.created');
  await world.sql('drop trigger refuse on users');
  expect(codes(await world.signUp(newcomer))).toEqual([]);
  expect(codes(await world.logIn(newcomer))).toEqual([]);
  await world.stop();
});

describe('when the service gets no connection', () => {
  let world: World;
  let someone: Someone;
  beforeAll(async () => {
    const owner = await World.start({ database });
    await owner.sql(`grant select, insert, update, delete on all tables in schema public to ${role}`);
    await owner.stop();
    world = await World.start({ database: asRole.href, env: { DATABASE_POOL_SIZE: '4' } });
    someone = await addSomeone(world);
  });
  afterAll(() => world.stop());

  test.each([
    [
      'the role has reached its connection limit',
      `alter role ${role} connection limit 0`,
      `alter role ${role} connection limit -1`,
    ],
    ['the role may not connect', `alter role ${role} nologin`, `alter role ${role} login`],
    [
      'the password was changed',
      `alter role ${role} password 'another one'`,
      `alter role ${role} password '${password}'`,
    ],
    [
      'the database accepts no connections',
      `alter database ${name} allow_connections false`,
      `alter database ${name} allow_connections true`,
    ],
  ])('because %s, it returns a retryable code at once, and recovers by itself', async (_why, refuse, allow) => {
    await adminStatement(refuse);
    await endConnections();
    const began = Date.now();
    const answers = [await world.me(someone.tokens.accessToken), ...(await change(world, someone))];
    await expectRefusals(began, answers, 'TEMPORARILY_UNAVAILABLE');
    expect(await readiness(world)).toBe(503);
    await adminStatement(allow);
    expect(codes(await world.me(someone.tokens.accessToken))).toEqual([]);
    expect(await readiness(world)).toBe(200);
    expect((await change(world, someone)).map(codes)).toEqual(ok);
    someone = await addSomeone(world);
  });

  test('because other clients hold all connections but one, it serves with the last one', async () => {
    await endConnections();
    await adminStatement(`alter role ${role} connection limit 3`);
    const others = [await connect(asRole.href), await connect(asRole.href)];
    expect(codes(await world.me(someone.tokens.accessToken))).toEqual([]);
    const began = Date.now();
    const crowd = Array.from({ length: 30 }, () => [
      world.me(someone.tokens.accessToken),
      world.signUp(makePerson()),
      world.logOut({ refreshToken: someone.leaving.refreshToken }),
    ]).flat();
    const looks = await Promise.all(Array.from({ length: 5 }, () => readiness(world)));
    expect(looks).toEqual(Array(5).fill(200));
    const answers = await Promise.all(crowd);
    expect(Date.now() - began).toBeLessThan(within(10_000));
    expect(answers.filter(({ errors }) => !errors).length).toBeGreaterThan(0);
    const refused = answers.flatMap(codes);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.filter((code) => !/^(TEMPORARILY_UNAVAILABLE|OVERLOADED)$/.test(code))).toEqual([]);
    for (const each of others) await each.end();
    await adminStatement(`alter role ${role} connection limit -1`);
    someone = await addSomeone(world);
    expect((await change(world, someone)).map(codes)).toEqual(ok);
  });
});

test('keeps reading while the database accepts no writes, and writes again by itself afterwards', async () => {
  // Without this limit, a signup writes nothing before its transaction.
  const env = { DATABASE_POOL_SIZE: '1', SIGNUPS_PER_ADDRESS: 'off' };
  const world = await World.start({ database, env });
  const someone = await addSomeone(world);
  await adminStatement(`alter database ${name} set default_transaction_read_only = on`);
  await endConnections();
  for (let time = 0; time < 3; time += 1) {
    const began = Date.now();
    await expectRefusals(began, await change(world, someone), 'TEMPORARILY_UNAVAILABLE');
    expect((await world.me(someone.tokens.accessToken)).data.me.username).toBe(someone.person.username);
    expect(await readiness(world)).toBe(200);
  }

  const another = await World.start({ database });
  expect(codes(await another.me(someone.tokens.accessToken))).toEqual([]);
  await another.stop();

  // The service's connection is still read-only and in constant use, so only the service itself can evict it.
  await adminStatement(`alter database ${name} reset default_transaction_read_only`);
  expect(codes(await world.me(someone.tokens.accessToken))).toEqual([]);
  // The first write may still fail.
  await world.signUp(makePerson());
  expect(codes(await world.signUp(makePerson()))).toEqual([]);
  expect((await change(world, someone)).map(codes)).toEqual(ok);
  await world.stop();
});

test.each([
  ['its secret', {}],
  ['a private key', newKey().env],
])('keeps %s while the database accepts no writes for longer than the lifetime of keys', async (_what, key) => {
  const world = await World.start({ env: { ...key, JWKS_POLL_INTERVAL: '3s' } });
  const { accessToken } = await world.openSession();
  // The service checks the keys twice a second, but cannot extend them.
  await world.sql(`
    create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'cannot execute UPDATE' using errcode = '25006'; end $$;
    update signing_keys set good_until = now() - interval '1 second';
    create trigger refuse before insert or update on signing_keys execute function refuse();
  `);
  const tries = () => world.log.filter((line) => line.includes('could not publish or extend')).length;
  await until('two looks', () => tries() >= 2);
  expect(codes(await world.me(accessToken))).toEqual([]);
  const fresh = await world.openSession();
  expect(decodeHeader(fresh.accessToken).kid).toBe(decodeHeader(accessToken).kid);
  expect(codes(await world.me(fresh.accessToken))).toEqual([]);
  await world.stop();
});
