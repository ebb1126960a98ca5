import { codes, makePerson } from '../support/client.ts';
import { until } from '../support/left-behind.ts';
import { findRedis, RedisServer } from '../support/redis-server.ts';
import { World } from '../support/world.ts';

/** Makes `count` guesses, alternating between replicas. @returns how many were checked. */
async function judged(count: number, replicas: World[]): Promise<number> {
  const { username } = makePerson();
  let limited = 0;
  for (let number = 0; number < count; number += 1) {
    const replica = replicas[number % replicas.length] as World;
    const [code] = codes(await replica.logIn({ username, password: 'a wrong guess' }));
    if (code === 'RATE_LIMITED') limited += 1;
    else expect(code).toBe('INVALID_CREDENTIALS');
  }
  return count - limited;
}

const warnings = (world: World) => world.log.filter((line) => line.includes('counts in its own memory'));

test('counts across replicas and restarts', async () => {
  const one = await World.start({ env: { REFRESHES_PER_ADDRESS: '40/1h' } });
  const other = await World.start({ database: one.database, env: { REFRESHES_PER_ADDRESS: '40/1h' } });
  expect(await judged(20, [one, other])).toBe(10);
  const person = await one.addPerson();
  for (let time = 0; time < 12; time += 1) await one.logIn({ ...person, password: 'a wrong guess' });
  await other.stop();
  const restarted = await World.start({ database: one.database });
  expect(codes(await restarted.logIn(person))).toEqual(['RATE_LIMITED']);
  await restarted.stop();
  await one.stop();
});

test.each([
  [40, 60],
  [5, 9],
])('limits refreshes to %i across replicas, with at most ten more per replica', async (limit, most) => {
  const env = { REFRESHES_PER_ADDRESS: `${limit}/1h` };
  const one = await World.start({ env });
  const other = await World.start({ database: one.database, env });
  let refused = 0;
  for (let number = 0; number < 80; number += 1) {
    const [code] = codes(await (number % 2 ? one : other).refresh('nonsense'));
    if (code === 'RATE_LIMITED') refused += 1;
  }
  expect(80 - refused).toBeGreaterThanOrEqual(Math.min(limit, 31));
  expect(80 - refused).toBeLessThanOrEqual(most);
  await other.stop();
  await one.stop();
});

test('counts in memory while PostgreSQL cannot count, and warns once', async () => {
  const world = await World.start();
  await world.sql('alter table throttle_counters rename to away');
  expect(await judged(20, [world])).toBe(10);
  const undefinedTable = '42P01';
  expect(warnings(world).map((line) => JSON.parse(line).err.code)).toEqual([undefinedTable]);
  const person = await world.addPerson();
  expect(codes(await world.logIn(person))).toEqual([]);
  await world.sql('alter table away rename to throttle_counters');
  expect(await judged(20, [world])).toBe(10);
  expect(await world.sql("select 1 from throttle_counters where key like 'login-name:%'")).not.toEqual([]);
  await world.stop();
});

// Uses Debian's redis-server. .ci/run installs it, so no test is skipped in CI.
const withRedis = findRedis() || process.env.CI ? describe : describe.skip;

withRedis('with Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.remove());

  test('counts in Redis across replicas, and not in PostgreSQL', async () => {
    const env = { REDIS_URL: redis.url };
    const one = await World.start({ env });
    const other = await World.start({ database: one.database, env });
    expect(await judged(20, [one, other])).toBe(10);
    expect(await one.sql('select key from throttle_counters')).toEqual([]);
    expect((await redis.keys()).some((key) => key.startsWith('auth-service:login-name:'))).toBe(true);
    const person = await one.addPerson();
    for (let time = 0; time < 12; time += 1) expect(codes(await one.logIn(person))).toEqual([]);
    await other.stop();
    await one.stop();
  });

  test('counts in memory while Redis is unreachable, and in Redis afterwards', async () => {
    const world = await World.start({ env: { REDIS_URL: redis.url } });
    await redis.stop();
    expect(await judged(20, [world])).toBe(10);
    expect(codes(await world.logIn(await world.addPerson()))).toEqual([]);
    expect(warnings(world)).toHaveLength(1);
    await redis.startAgain();
    await until('an attempt to be counted in Redis again', async () => {
      await world.logIn(makePerson());
      return (await redis.keys()).some((key) => key.startsWith('auth-service:login-name:')) || undefined;
    });
    await world.stop();
  });

  test('starts without Redis, and warns', async () => {
    const world = await World.start({ env: { REDIS_URL: 'redis://127.0.0.1:1/0' } });
    expect(world.log.some((line) => line.includes('Redis is unreachable'))).toBe(true);
    expect(await judged(20, [world])).toBe(10);
    await world.stop();
  });
});
