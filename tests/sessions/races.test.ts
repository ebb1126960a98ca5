import { type Answer, codes, makePerson, type Tokens } from '../support/client.ts';
import { connect, untilLocked } from '../support/databases.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const rounds = 50;
const racers = 20;

// Two replicas on one database, so that these tests cover races between processes.
const world = await World.start({ env: { DATABASE_POOL_SIZE: '20' } });
const replica = await World.start({
  database: world.database,
  env: { DATABASE_POOL_SIZE: '20' },
});
afterAll(async () => {
  await replica.stop();
  await world.stop();
});

const inParallel = <Result>(run: (each: World) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: racers }, (_, index) => run(index % 2 ? replica : world)));

async function stateOf(token: string) {
  const [row] = await world.sql<{ generation: number; revoked_reason: string | null }>(
    'select generation, revoked_reason from sessions where id = $1',
    [decodeJwt(token).sid],
  );
  return row;
}

/** Whether each of an account's sessions was revoked, newest first. */
async function sessionsOf(userId: string): Promise<boolean[]> {
  const rows = await world.sql<{ is_over: boolean }>(
    'select revoked_at is not null as is_over from sessions where user_id = $1 order by id desc',
    [userId],
  );
  return rows.map((row) => row.is_over);
}

test(`lets exactly one of ${racers} racing refreshes rotate, and all end with one successor`, async () => {
  const person = await world.addPerson();
  let tokens = await world.openSession(person);
  for (let round = 1; round <= rounds; round += 1) {
    const answers = await inParallel((each) => each.refresh(tokens.refreshToken));
    const results: Tokens[] = answers.map(({ data }) => data?.refresh);
    expect(answers.flatMap(codes)).toEqual([]);
    expect(new Set(results.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(new Set(results.map(({ accessToken }) => accessToken)).size).toBe(racers);
    expect(await stateOf(tokens.accessToken)).toEqual({ generation: round, revoked_reason: null });
    tokens = results[0] as Tokens;
  }
});

test('ends revoked, regardless of how a logout and refreshes race', async () => {
  const person = await world.addPerson();
  for (let round = 1; round <= rounds / 5; round += 1) {
    const { accessToken, refreshToken } = await world.openSession(person);
    const attempts = [0, 1, 2].map(() => world.refresh(refreshToken));
    const out = replica.logOut({ refreshToken });
    const answers = await Promise.all([...attempts, ...[3, 4].map(() => replica.refresh(refreshToken))]);
    expect((await out).data.logout.revokedSessions).toBe(1);
    for (const { data } of answers) {
      if (data?.refresh) expect((await world.me(data.refresh.accessToken)).data.me).toBeNull();
    }
    expect((await stateOf(accessToken))?.revoked_reason).toBe('logout');
  }
});

test('a login waits for a logout of all sessions, so that its session is opened entirely after it', async () => {
  const person = await world.addPerson();
  const sessions = [await world.openSession(person), await world.openSession(person)];
  const client = await connect(world.database);
  await client.query('begin');
  await client.query('select from sessions where id = $1 for update', [
    decodeJwt(sessions[0]?.accessToken ?? '').sid,
  ]);
  const logout = world.logOut({ scope: 'ALL' }, sessions[1]?.accessToken);
  await untilLocked(client, 1);
  const login = replica.logIn(person);
  // If the login finished now, the logout would miss its session.
  expect(await Promise.race([login, untilLocked(client, 2)])).toBeUndefined();
  await client.query('rollback');
  await client.end();
  expect((await logout).data.logout.revokedSessions).toBe(2);
  const { accessToken } = (await login).data.login;
  expect((await world.me(accessToken)).data.me).not.toBeNull();
  expect(await sessionsOf(person.id)).toEqual([false, true, true]);
});

test(`creates 1 account and ${racers - 1} clean rejections for ${racers} parallel signups of one name`, async () => {
  const { username } = makePerson();
  const spellings = [username, username.toUpperCase()];
  const answers: Answer[] = await inParallel((each) =>
    each.signUp({ ...makePerson(), username: spellings[Math.floor(Math.random() * 2)] as string }),
  );
  const refusals = answers.flatMap(codes);
  expect(refusals).toEqual(Array(racers - 1).fill('USERNAME_TAKEN'));
  expect(await world.sql('select count(*)::int from users where lower(username) = $1', [username])).toEqual([
    { count: 1 },
  ]);
  expect(
    await world.sql(
      'select count(*)::int from password_credentials where user_id not in (select id from users)',
    ),
  ).toEqual([{ count: 0 }]);
});

test('creates 1 account for parallel signups of one email', async () => {
  const { email } = makePerson();
  const answers = await inParallel((each) => each.signUp({ ...makePerson(), email }));
  expect(answers.flatMap(codes)).toEqual(Array(racers - 1).fill('EMAIL_TAKEN'));
});
