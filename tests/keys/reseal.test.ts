import type pg from 'pg';
import { printed, runCommand } from '../support/command-line.ts';
import { connect, dropDatabase, makeDatabase, untilLocked } from '../support/databases.ts';
import {
  combinationOf,
  featuresWithLockers as features,
  lockersTable,
  readCombinations,
  sealCombination,
} from '../support/lockers.ts';
import { testSecretKey as oldKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const newKey = 'a-new-key-0123456789-abcdefghijklmnopqrstuvwxyz';
const foreignKey = 'a-lost-key-0123456789-abcdefghijklmnopqrstuvwxyz';

let database: string;
let client: pg.Client;

beforeEach(async () => {
  database = await makeDatabase();
  client = await connect(database);
  await client.query(lockersTable);
});

afterEach(async () => {
  await client.end();
  await dropDatabase(database);
});

const both = { SECRET_KEY: newKey, SECRET_KEY_PREVIOUS: oldKey };

async function admin(args: readonly string[], env: Record<string, string> = both) {
  const done = await runCommand(args, { features, env: { DATABASE_URL: database, ...env } });
  return { ...done, results: printed(done.stdout) };
}

async function reseal(env?: Record<string, string>) {
  const done = await admin(['keys', 'reseal'], env);
  return { ...done, results: done.results.filter(({ secrets }) => secrets === 'lockers') };
}

async function addLockers(secret: string, first: number, count = 1): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  await client.query('insert into lockers select * from unnest($1::int4[], $2::bytea[])', [
    numbers,
    numbers.map((number) => sealCombination(secret, number)),
  ]);
}

/** The combinations that a replica with only the new key can read. */
async function readable(): Promise<number[]> {
  const found = await readCombinations(database, newKey);
  return [...found].filter(([number, text]) => text === combinationOf(number)).map(([number]) => number);
}

const sealedWarnings = ({ log }: World) =>
  printed(log.join('')).filter(({ msg }) => msg.startsWith('sealed secrets: '));

test('seals every secret with the new key in batches, and tells how far it is', async () => {
  await addLockers(oldKey, 1, 1_100);
  await addLockers(newKey, 2_001, 3);
  expect(await readable()).toHaveLength(3);
  const { code, results, stderr } = await reseal();
  expect([code, results]).toEqual([0, [{ secrets: 'lockers', resealed: 1_100, left: 0, lost: 0 }]]);
  expect(stderr).toBe('lockers: 500 of 1100\nlockers: 1000 of 1100\nlockers: 1100 of 1100\n');
  expect(await readable()).toHaveLength(1_103);
  expect((await reseal()).results).toEqual([{ secrets: 'lockers', resealed: 0, left: 0, lost: 0 }]);
});

test('a start and the check count the secrets that still need the previous key', async () => {
  await addLockers(oldKey, 1, 2);
  await addLockers(newKey, 3);
  const world = await World.start({ database, features, env: both });
  await world.stop();
  expect(sealedWarnings(world)).toMatchObject([{ level: 'warn', outdated: 2, lost: 0 }]);
  const before = await admin(['check']);
  expect(before.results).toMatchObject([{ secrets: expect.stringContaining('2 need SECRET_KEY_PREVIOUS') }]);
  await reseal();
  expect((await admin(['check'])).results).toMatchObject([{ secrets: 'ok' }]);
  const later = await World.start({ database, features, env: both });
  await later.stop();
  expect(sealedWarnings(later)).toEqual([]);
});

test('without sealed secrets, the check says nothing about them', async () => {
  const { results } = await admin(['check']);
  expect(results).toEqual([expect.not.objectContaining({ secrets: expect.anything() })]);
});

test('counts secrets of a lost key, says what to do, and leaves them unchanged', async () => {
  await addLockers(foreignKey, 1, 2);
  await addLockers(oldKey, 3);
  const world = await World.start({ database, features, env: { SECRET_KEY: newKey } });
  await world.stop();
  expect(sealedWarnings(world)).toMatchObject([{ level: 'warn', outdated: 0, lost: 3 }]);
  expect((await admin(['check'])).results).toMatchObject([
    { secrets: expect.stringContaining('2 are lost') },
  ]);
  const done = await reseal();
  expect([done.code, done.results]).toEqual([1, [{ secrets: 'lockers', resealed: 1, left: 0, lost: 2 }]]);
  expect(done.stderr).toContain('Neither SECRET_KEY nor SECRET_KEY_PREVIOUS opens the lost secrets.');
  const rescued = await reseal({ SECRET_KEY: newKey, SECRET_KEY_PREVIOUS: foreignKey });
  expect([rescued.code, rescued.results]).toEqual([
    0,
    [{ secrets: 'lockers', resealed: 2, left: 0, lost: 0 }],
  ]);
  expect(await readable()).toEqual([1, 2, 3]);
});

test('a damaged secret, or one of another owner, does not stop the others', async () => {
  await addLockers(oldKey, 1, 3);
  await client.query('update lockers set combination = $1 where number = 2', [sealCombination(oldKey, 1)]);
  await client.query("insert into lockers values (4, ''), (5, '\\x00')");
  const { code, results } = await reseal();
  expect([code, results]).toEqual([1, [{ secrets: 'lockers', resealed: 2, left: 0, lost: 3 }]]);
  expect(await readable()).toEqual([1, 3]);
});

test('never overwrites a secret that a replica replaces at the same time', async () => {
  await addLockers(oldKey, 1, 2);
  await client.query('begin');
  await client.query('update lockers set combination = $1 where number = 1', [
    sealCombination(newKey, 1, 'replaced'),
  ]);
  const running = reseal();
  await untilLocked(client, 1);
  await client.query('commit');
  expect((await running).results).toEqual([{ secrets: 'lockers', resealed: 1, left: 0, lost: 0 }]);
  expect([...(await readCombinations(database, newKey)).values()]).toEqual(['replaced', combinationOf(2)]);
});

test('continues after an interruption with the secrets that are left', async () => {
  await addLockers(oldKey, 1, 5);
  await client.query('begin');
  await client.query('select from lockers where number = 3 for update');
  const running = reseal();
  await untilLocked(client, 1);
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  expect(await running).toMatchObject({ code: 1, stdout: '' });
  await client.query('rollback');
  expect(await readable()).toEqual([1, 2]);
  expect((await reseal()).results).toEqual([{ secrets: 'lockers', resealed: 3, left: 0, lost: 0 }]);
  expect(await readable()).toEqual([1, 2, 3, 4, 5]);
});

test('two runs at the same time seal each secret once', async () => {
  await addLockers(oldKey, 1, 200);
  const runs = await Promise.all([reseal(), reseal()]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  const sum = runs.flatMap(({ results }) => results).reduce((all, { resealed }) => all + resealed, 0);
  expect(sum).toBe(200);
  expect(await readable()).toHaveLength(200);
});

test('says so if a replica still seals with the previous key', async () => {
  await addLockers(oldKey, 2);
  await client.query('begin');
  await client.query('select from lockers where number = 2 for update');
  const running = reseal();
  await untilLocked(client, 1);
  await addLockers(oldKey, 1);
  await client.query('commit');
  const { code, results, stderr } = await running;
  expect([code, results]).toEqual([1, [{ secrets: 'lockers', resealed: 1, left: 1, lost: 0 }]]);
  expect(stderr).toContain('A replica still seals with SECRET_KEY_PREVIOUS.');
});
