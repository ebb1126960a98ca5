import { codes } from '../support/client.ts';
import { connect, untilLocked } from '../support/databases.ts';
import { until } from '../support/left-behind.ts';
import { age } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { SESSIONS_PER_USER: '3' } });
afterAll(() => world.stop());

const isIn = async (accessToken: string) => (await world.me(accessToken)).data.me !== null;

test('ends the least recently used session if an account has one too many', async () => {
  const person = await world.addPerson();
  const other = await world.openSession();
  const [first, second, third] = [
    await world.openSession(person),
    await world.openSession(person),
    await world.openSession(person),
  ];
  for (const [tokens, hours] of [
    [first, 3],
    [second, 2],
    [third, 1],
  ] as const) {
    await age(world, tokens.accessToken, `${hours} hours`);
  }
  expect(codes(await world.refresh(first.refreshToken))).toEqual([]);
  const fourth = await world.openSession(person);
  expect(
    await Promise.all([first, second, third, fourth].map(({ accessToken }) => isIn(accessToken))),
  ).toEqual([true, false, true, true]);
  expect(codes(await world.refresh(second.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(await isIn(other.accessToken)).toBe(true);
  const ended = world.log.filter((line) => line.includes('"displaced"'));
  expect(ended.map((line) => JSON.parse(line).event)).toMatchObject([
    { type: 'session.revoked', outcome: 'success', reason: 'displaced', userId: Number(person.id) },
  ]);
});

test('counts a request with the access token as a use', async () => {
  const person = await world.addPerson();
  const [busy, idle, third] = [
    await world.openSession(person),
    await world.openSession(person),
    await world.openSession(person),
  ];
  await age(world, busy.accessToken, '3 hours');
  await age(world, idle.accessToken, '2 hours');
  expect(await isIn(busy.accessToken)).toBe(true);
  const { sid } = decodeJwt(busy.accessToken);
  await until('the use to be noted', async () => {
    const used = "select 1 from sessions where id = $1 and last_used_at > now() - interval '1 minute'";
    return (await world.sql(used, [sid])).length > 0;
  });
  const fourth = await world.openSession(person);
  expect(await Promise.all([busy, idle, third, fourth].map(({ accessToken }) => isIn(accessToken)))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('keeps a session whose refresh was in progress when the login that is one too many came', async () => {
  const person = await world.addPerson();
  const sessions = [
    await world.openSession(person),
    await world.openSession(person),
    await world.openSession(person),
  ];
  const [oldest = { accessToken: '', refreshToken: '' }] = sessions;
  const client = await connect(world.database);
  await client.query('begin');
  await client.query('select from sessions where id = $1 for update', [decodeJwt(oldest.accessToken).sid]);
  const refresh = world.refresh(oldest.refreshToken);
  await untilLocked(client, 1);
  const login = world.openSession(person);
  await untilLocked(client, 2);
  await client.query('rollback');
  await client.end();
  expect(codes(await refresh)).toEqual([]);
  const all = [...sessions, await login];
  expect(await Promise.all(all.map(({ accessToken }) => isIn(accessToken)))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('never ends the session that it opens, also when all others were refreshed while the login waited', async () => {
  const person = await world.addPerson();
  const sessions = [
    await world.openSession(person),
    await world.openSession(person),
    await world.openSession(person),
  ];
  const client = await connect(world.database);
  await client.query('begin');
  await client.query('select from users where id = $1 for update', [person.id]);
  const login = world.openSession(person);
  await untilLocked(client, 1);
  for (const { refreshToken } of sessions) expect(codes(await world.refresh(refreshToken))).toEqual([]);
  await client.query('rollback');
  await client.end();
  const all = [...sessions, await login];
  expect(await Promise.all(all.map(({ accessToken }) => isIn(accessToken)))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

test('stays at the limit with any number of concurrent logins, over all replicas', async () => {
  const replica = await World.start({ database: world.database, env: { SESSIONS_PER_USER: '3' } });
  for (let round = 0; round < 15; round += 1) {
    const person = await world.addPerson();
    await Promise.all(
      Array.from({ length: 8 }, (_, number) => (number % 2 ? world : replica).openSession(person)),
    );
    const [row] = await world.sql(
      'select count(*)::int as n from sessions where user_id = $1 and revoked_at is null',
      [person.id],
    );
    expect(row).toEqual({ n: 3 });
  }
  await replica.stop();
});
