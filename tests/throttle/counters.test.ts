import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Count, CounterChange, CountRefused } from '../../src/throttle/counter-store.ts';
import { PostgresStore } from '../../src/throttle/postgres-store.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { until } from '../support/left-behind.ts';
import { World } from '../support/world.ts';

// PostgreSQL may choose a sequential scan at any time; this forces it to.
const database = await makeDatabase();
const options = encodeURIComponent('-c enable_indexscan=off -c enable_bitmapscan=off');
const world = await World.start({ database: `${database}?options=${options}` });
const session = new pg.Client({ connectionString: database });
await session.connect();
afterAll(async () => {
  await session.end();
  await world.stop();
  await dropDatabase(database);
});
beforeEach(() => world.sql('delete from throttle_counters'));

const store = new PostgresStore(world.app.database);

const rows = () => world.sql('select key, points from throttle_counters order by key');
const age = (key: string, seconds: number) =>
  world.sql('update throttle_counters set expire = expire - $2 where key = $1', [key, seconds * 1000]);

test('counts until the first point expires, and then starts again at zero', async () => {
  expect(await store.add('a', 1, 60)).toMatchObject({ points: 1 });
  const { points, millisecondsLeft } = await store.add('a', 2, 600);
  expect(points).toBe(3);
  expect(millisecondsLeft).toBeGreaterThan(0);
  expect(millisecondsLeft).toBeLessThanOrEqual(60_000);
  await age('a', 60);
  expect([await store.has('a'), await store.add('a', 1, 60)]).toMatchObject([false, { points: 1 }]);
});

test('subtracts no point from a counter that has expired or never existed', async () => {
  await store.add('a', 1, 60);
  await store.add('b', 2, 60);
  await age('a', 60);
  await store.change(['a', 'b', 'c'].map((key) => ({ kind: 'give-back', key })));
  expect(await rows()).toEqual([
    { key: 'a', points: 1 },
    { key: 'b', points: 1 },
  ]);
});

test('changes several counters in one statement', async () => {
  for (const key of ['deleted', 'kept', 'less', 'restarted']) await store.add(key, 5, 60);
  await store.change([
    { kind: 'set', key: 'restarted', points: 1, seconds: 600 },
    { kind: 'delete', key: 'deleted' },
    { kind: 'set', key: 'new', points: 2, seconds: 60 },
    { kind: 'delete', key: 'unknown' },
    { kind: 'give-back', key: 'less' },
  ]);
  expect(await rows()).toEqual([
    { key: 'kept', points: 5 },
    { key: 'less', points: 4 },
    { key: 'new', points: 2 },
    { key: 'restarted', points: 1 },
  ]);
  expect((await store.add('restarted', 1, 1)).millisecondsLeft).toBeGreaterThan(60_000);
});

test('counts several limits in one statement, or none of them if one is full', async () => {
  const asked = [
    { key: 'b', seconds: 60, most: 2 },
    { key: 'a', seconds: 600 },
  ];
  expect(await store.addAll(asked)).toMatchObject([{ points: 1 }, { points: 1 }]);
  const [b, a] = (await store.addAll(asked)) as Count[];
  expect([b?.points, a?.points]).toEqual([2, 2]);
  expect([b, a].map((count) => Math.ceil(Number(count?.millisecondsLeft) / 60_000))).toEqual([1, 10]);
  const refused = (await store.addAll(asked)) as CountRefused;
  expect(refused).toMatchObject({ position: 0 });
  expect(refused.millisecondsLeft).toBeGreaterThan(0);
  expect(refused.millisecondsLeft).toBeLessThanOrEqual(60_000);
  expect(await rows()).toEqual([
    { key: 'a', points: 2 },
    { key: 'b', points: 2 },
  ]);
  await age('b', 60);
  expect(await store.addAll(asked)).toMatchObject([{ points: 1 }, { points: 3 }]);
});

test('counts nothing while a limit waits, and counts again after the wait', async () => {
  const asked = [
    { key: 'other', seconds: 60, most: 10 },
    { key: 'tries', seconds: 600, wait: { from: 3, key: 'wait' } },
  ];
  // A wait does not matter before the counter has reached it.
  await store.add('wait', 1, 60);
  expect(await store.addAll(asked)).toMatchObject([{ points: 1 }, { points: 1 }]);
  await store.add('tries', 1, 600);
  expect(await store.addAll(asked)).toMatchObject({ position: 1 });
  await age('wait', 60);
  expect(await store.addAll(asked)).toMatchObject([{ points: 2 }, { points: 3 }]);
});

test('counts exactly as many of 20 concurrent attempts as a limit that has started still allows', async () => {
  const asked = [
    { key: 'narrow', seconds: 60, most: 6 },
    { key: 'wide', seconds: 60, most: 100 },
  ];
  await store.addAll(asked);
  const results = await Promise.all(Array.from({ length: 20 }, () => store.addAll(asked)));
  expect(results.filter(Array.isArray)).toHaveLength(5);
  expect(await rows()).toEqual([
    { key: 'narrow', points: 6 },
    { key: 'wide', points: 6 },
  ]);
});

test('attempts and successes for the same new counters never deadlock', async () => {
  const deadlocks = async () => {
    const [row] = await world.sql<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    return Number(row?.deadlocks);
  };
  const asked = ['b', 'a', 'c'].map((key) => ({ key, seconds: 60 }));
  const success: CounterChange[] = [
    { kind: 'delete', key: 'a' },
    { kind: 'delete', key: 'b' },
    { kind: 'set', key: 'c', points: 1, seconds: 60 },
  ];
  const before = await deadlocks();
  for (let round = 0; round < 50; round += 1) {
    const calls = Array.from({ length: 40 }, () => [store.addAll(asked), store.change(success)]);
    await Promise.all(calls.flat());
  }
  // PostgreSQL counts them within a second.
  await sleep(1_100);
  expect(await deadlocks()).toBe(before);
});

test('deletes counters an hour after they expired, and no others', async () => {
  for (const key of ['lately', 'living', 'long ago']) await store.add(key, 1, 60);
  await age('lately', 3_000);
  await age('long ago', 4_000);
  await store.deleteEnded();
  expect(await rows()).toMatchObject([{ key: 'lately' }, { key: 'living' }]);
});

test('locks counters in the order of their keys, so that two successes cannot deadlock', async () => {
  for (const key of ['b', 'a']) await store.add(key, 1, 60);
  await session.query('begin');
  await session.query("select 1 from throttle_counters where key = 'a' for update");
  const deletion = store.change(['b', 'a'].map((key) => ({ kind: 'delete', key })));
  await until('the deletion to wait for the lock', async () => {
    const waiting = await world.sql(
      "select 1 from pg_locks where not granted and locktype = 'transactionid'",
    );
    return waiting.length > 0;
  });
  const other = await session.query("select 1 from throttle_counters where key = 'b' for update nowait");
  expect(other.rowCount).toBe(1);
  await session.query('rollback');
  await deletion;
  expect(await rows()).toEqual([]);
});
