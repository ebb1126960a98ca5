import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { noteUse } from '../../src/sessions/last-uses.ts';
import { codes, from } from '../support/client.ts';
import { until } from '../support/left-behind.ts';
import { age } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const env = { TRUST_PROXY: '127.0.0.1' };
const world = await World.start({ env });
const replica = await World.start({ env, database: world.database });
afterAll(async () => {
  await replica.stop();
  await world.stop();
});

await world.sql('create table session_writes (session_id uuid)');
await world.sql(`
  create function count_session_write() returns trigger language plpgsql as $$
  begin insert into session_writes values (new.id); return new; end $$`);
await world.sql(
  'create trigger count_writes after update on sessions for each row execute function count_session_write()',
);

interface Use {
  /** Seconds since the last use. */
  since: number;
  ipAddress: string;
}

async function lastUseOf(token: string): Promise<Use> {
  const [row] = await world.sql<Use & Record<string, unknown>>(
    `select extract(epoch from now() - last_used_at)::float8 as since, ip_address as "ipAddress"
     from sessions where id = $1`,
    [decodeJwt(token).sid],
  );
  return row as Use;
}

async function forgetWrites(): Promise<void> {
  await world.sql('delete from session_writes');
}

async function writesTo(token: string): Promise<number> {
  const rows = await world.sql('select 1 from session_writes where session_id = $1', [decodeJwt(token).sid]);
  return rows.length;
}

const me = '{ me { id } }';

test('writes once for a session that two replicas see 200 times in a second', async () => {
  const { accessToken: token } = await world.openSession();
  await age(world, token, '6 minutes');
  await forgetWrites();
  for (let round = 0; round < 20; round += 1) {
    const asking = Array.from({ length: 5 }, () => [world, replica]).flat();
    const answers = await Promise.all(asking.map((where) => where.ask(me, {}, { token })));
    expect(answers.flatMap(codes)).toEqual([]);
    await sleep(50);
  }
  await until('the use to be noted', async () => (await lastUseOf(token)).since < 60);
  // Long enough for every write that may still be waiting in either replica.
  await sleep(2_500);
  expect(await writesTo(token)).toBe(1);
});

test('writes nothing for a session that was used within five minutes', async () => {
  const { accessToken: token } = await world.openSession();
  await age(world, token, '4 minutes');
  await forgetWrites();
  for (let round = 0; round < 10; round += 1) await world.ask(me, {}, { token, ...from('203.0.113.9') });
  await sleep(2_500);
  expect(await writesTo(token)).toBe(0);
  expect((await lastUseOf(token)).since).toBeGreaterThan(200);
});

test('notes the IP address of the use, and that of a refresh at once', async () => {
  const person = await world.addPerson();
  const { data } = await world.logIn(person, from('203.0.113.1'));
  const { accessToken: token, refreshToken } = data.login;
  expect((await lastUseOf(token)).ipAddress).toBe('203.0.113.1');
  await age(world, token, '6 minutes');
  await world.ask(me, {}, { token, ...from('203.0.113.2') });
  await until('the use to be noted', async () => (await lastUseOf(token)).ipAddress === '203.0.113.2');
  await forgetWrites();
  await world.refresh(refreshToken, from('203.0.113.3'));
  expect(await lastUseOf(token)).toEqual({ since: expect.any(Number), ipAddress: '203.0.113.3' });
  expect(await writesTo(token)).toBe(1);
});

test('notes the uses that are waiting when the service stops', async () => {
  const leaving = await World.start({ database: world.database });
  const { accessToken: token } = await leaving.openSession();
  await age(leaving, token, '6 minutes');
  await leaving.ask(me, {}, { token });
  await leaving.stop();
  expect((await lastUseOf(token)).since).toBeLessThan(60);
});

test('does not revive a session, and does not wait for one that is locked', async () => {
  const [ended, locked] = [await world.openSession(), await world.openSession()];
  await age(world, ended.accessToken, '6 minutes');
  await age(world, locked.accessToken, '6 minutes');
  await world.logOut(null, ended.accessToken);
  await forgetWrites();
  const ids = [ended, locked].map(({ accessToken }) => decodeJwt(accessToken).sid);
  // A statement of another replica holds the lock for a moment.
  const holding = world.sql(
    'with held as materialized (select 1 from sessions where id = $1 for update) select pg_sleep(3) from held',
    [ids[1]],
  );
  await sleep(200);
  for (const id of ids) noteUse(world.app, id, '203.0.113.4');
  await sleep(2_000);
  expect(world.log.filter((line) => line.includes('could not note'))).toEqual([]);
  await holding;
  expect(await writesTo(ended.accessToken)).toBe(0);
  expect(await writesTo(locked.accessToken)).toBe(0);
});

test('answers as ever while the writes fail, logs it, and pauses', async () => {
  const failing = await World.start({ database: world.database });
  const { database } = failing.app;
  let tried = 0;
  database.write = (text) => {
    if (text.includes('last_used_at = now()')) tried += 1;
    return Promise.reject(new Error('The disk is full.'));
  };
  const { accessToken: token } = await failing.openSession();
  await age(failing, token, '6 minutes');
  const warnings = () => failing.log.filter((line) => line.includes('could not note'));
  expect(codes(await failing.ask(me, {}, { token }))).toEqual([]);
  await until('the failure to be logged', () => warnings().length > 0);
  for (let round = 0; round < 20; round += 1) expect(codes(await failing.ask(me, {}, { token }))).toEqual([]);
  await sleep(1_500);
  expect([tried, warnings().length]).toEqual([1, 1]);
  await failing.stop();
});

test('keeps a bounded number of uses in memory', async () => {
  const busy = await World.start({ database: world.database });
  const { database } = busy.app;
  const written: string[] = [];
  database.write = (text, [ids]) => {
    if (text.includes('last_used_at = now()')) written.push(...(ids as string[]));
    return Promise.resolve(0);
  };
  for (let count = 0; count < 25_000; count += 1) noteUse(busy.app, randomUUID(), '203.0.113.5');
  await busy.stop();
  expect(new Set(written).size).toBe(10_000);
});
