import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApp } from '../src/app.ts';
import { loadConfig } from '../src/kernel/config.ts';
import { settingGroups } from '../src/startup/own-declarations.ts';
import { Cable } from './support/cable.ts';
import { type Answer, codes, makePerson } from './support/client.ts';
import { connect, dropDatabase, makeDatabase, serviceUrl } from './support/databases.ts';
import { until } from './support/left-behind.ts';
import { within } from './support/patience.ts';
import { World } from './support/world.ts';

const database = await makeDatabase();
afterAll(() => dropDatabase(database));

/** Runs every operation once, each in a separate request, since one may have to wait for a lock held by another. */
async function tryEverything(
  world: World,
  person: { username: string; password: string },
  tokens: { accessToken: string; refreshToken: string },
): Promise<Answer[]> {
  return Promise.all([
    world.me(tokens.accessToken),
    world.logIn(person),
    world.signUp(makePerson()),
    world.refresh(tokens.refreshToken),
    world.logOut({ refreshToken: tokens.refreshToken }),
  ]);
}

test('reports that the database is unreachable, loses nothing, and recovers by itself', async () => {
  const cable = await Cable.to(new URL(serviceUrl(database)));
  const through = new URL(database);
  through.hostname = '127.0.0.1';
  through.port = String(cable.port);
  const world = await World.start({ database: through.href });
  const person = await world.addPerson();
  const tokens = await world.openSession(person);

  cable.pull();
  const began = Date.now();
  const answers = await tryEverything(world, person, tokens);
  expect(Date.now() - began).toBeLessThan(within(2_000));
  for (const answer of answers) {
    expect([answer.status, codes(answer)]).toEqual([200, ['TEMPORARILY_UNAVAILABLE']]);
    expect(answer.errors?.[0]?.extensions.retryAfterSeconds).toBe(2);
    expect(answer.text).not.toMatch(/select|insert|ECONN|127\.0\.0\.1/i);
  }
  expect((await world.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
  const healthOf = async (path: string) => (await fetch(new URL(path, world.url))).status;
  expect([await healthOf('/healthz'), await healthOf('/readyz')]).toEqual([200, 503]);

  cable.plugIn();
  expect((await world.me(tokens.accessToken)).data.me.username).toBe(person.username);
  expect(codes(await world.refresh(tokens.refreshToken))).toEqual([]);
  expect(await healthOf('/readyz')).toBe(200);
  await world.stop();
  await cable.remove();
});

test('waits no longer for a hanging server than for an unreachable one', async () => {
  const cable = await Cable.to(new URL(serviceUrl(database)));
  const through = new URL(database);
  through.host = `127.0.0.1:${cable.port}`;
  const world = await World.start({ database: through.href, env: { DATABASE_STATEMENT_TIMEOUT: '300ms' } });
  const tokens = await world.openSession();
  cable.freeze();
  const began = Date.now();
  const answers = [await world.me(tokens.accessToken), await world.refresh(tokens.refreshToken)];
  expect(answers.map(codes)).toEqual([['TEMPORARILY_UNAVAILABLE'], ['TEMPORARILY_UNAVAILABLE']]);
  expect(Date.now() - began).toBeLessThan(within(4_000));
  cable.pull();
  cable.plugIn();
  expect((await world.me(tokens.accessToken)).data.me).not.toBeNull();
  await world.stop();
  await cable.remove();
});

describe('recovers its only connection', () => {
  let cable: Cable;
  let world: World;
  let refreshToken: string;
  beforeEach(async () => {
    cable = await Cable.to(new URL(serviceUrl(database)));
    const through = new URL(database);
    through.host = `127.0.0.1:${cable.port}`;
    const env = {
      DATABASE_POOL_SIZE: '1',
      DATABASE_STATEMENT_TIMEOUT: '2s',
      DATABASE_ACQUIRE_TIMEOUT: '500ms',
    };
    world = await World.start({ database: through.href, env });
    refreshToken = (await world.openSession()).refreshToken;
  });
  afterEach(async () => {
    await world.stop();
    await cable.remove();
  });

  async function expectRecovery(inFlight: Promise<Answer>): Promise<void> {
    expect(codes(await inFlight)).toEqual(['TEMPORARILY_UNAVAILABLE']);
    cable.pull();
    cable.plugIn();
    for (let time = 0; time < 3; time += 1) expect(codes(await world.refresh(refreshToken))).toEqual([]);
    expect((await fetch(new URL('/readyz', world.url))).status).toBe(200);
  }

  test('when a transaction could not begin in time', async () => {
    cable.freeze();
    await expectRecovery(world.refresh(refreshToken));
  });

  test('when it was cut at the start of a transaction', async () => {
    cable.freeze();
    const inFlight = world.refresh(refreshToken);
    await new Promise((resolve) => setTimeout(resolve, 200));
    cable.pull();
    await expectRecovery(inFlight);
  });

  test('when it was cut in the middle of a transaction', async () => {
    const blocker = await connect(database);
    await blocker.query('begin; lock table sessions in access exclusive mode');
    const inFlight = world.refresh(refreshToken);
    await new Promise((resolve) => setTimeout(resolve, 200));
    cable.pull();
    await inFlight;
    await blocker.query('rollback');
    await blocker.end();
    await expectRecovery(inFlight);
  });
});

test('uses TLS if DATABASE_URL requires it', async () => {
  const firstBytes = new Promise<Buffer>((resolve) => {
    const server = net.createServer((socket) => {
      socket.once('data', (bytes) => {
        resolve(bytes);
        socket.destroy();
        server.close();
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      const url = `postgresql://auth:secret@127.0.0.1:${port}/auth?sslmode=verify-full`;
      const config = loadConfig({ DATABASE_URL: url, LOG_LEVEL: 'silent' }, settingGroups());
      startApp({ config }).catch(() => undefined);
    });
  });
  const sslRequest = 80_877_103;
  expect((await firstBytes).readInt32BE(4)).toBe(sslRequest);
});

test('lets no request wait long for a lock or a connection', async () => {
  const world = await World.start({
    database,
    env: {
      DATABASE_POOL_SIZE: '2',
      DATABASE_ACQUIRE_TIMEOUT: '500ms',
      DATABASE_LOCK_TIMEOUT: '2s',
      // Behind a pooler, reads have no other limit.
      DATABASE_STATEMENT_TIMEOUT: '5s',
    },
  });
  const { accessToken, refreshToken } = await world.openSession();
  const blocker = await connect(database);
  await blocker.query('begin; lock table sessions in access exclusive mode');
  const began = Date.now();
  // Each logout needs a connection of its own, whereas look-ups and rotations could share one.
  const found = await Promise.all(Array.from({ length: 20 }, () => world.logOut({ refreshToken })));
  expect(Date.now() - began).toBeLessThan(within(4_000));
  const counts = Object.groupBy(found.flatMap(codes), (code) => code);
  expect(Object.keys(counts).toSorted()).toEqual(['OVERLOADED', 'TEMPORARILY_UNAVAILABLE']);
  expect(counts.TEMPORARILY_UNAVAILABLE?.length).toBe(2);
  expect(codes(await world.me(accessToken))).toEqual(['TEMPORARILY_UNAVAILABLE']);
  await blocker.query('rollback');
  await blocker.end();
  expect((await world.me(accessToken)).data.me).not.toBeNull();
  await world.stop();
});

describe('with every connection of the pool in use', () => {
  const env = { DATABASE_POOL_SIZE: '2', DATABASE_ACQUIRE_TIMEOUT: '200ms' };
  const readiness = async (world: World) => (await fetch(new URL('/readyz', world.url))).status;

  test('/readyz stays 200 while the database responds', async () => {
    const world = await World.start({ database, env: { ...env, DATABASE_LOCK_TIMEOUT: '5s' } });
    const { refreshToken } = await world.openSession();
    const blocker = await connect(database);
    await blocker.query('begin; lock table sessions in access exclusive mode');
    const held = [world.logOut({ refreshToken }), world.logOut({ refreshToken })];
    await until('all connections to wait for the lock', async () => {
      const sql =
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
      return (await world.sql(sql)).length === 2;
    });
    expect(codes(await world.logOut({ refreshToken }))).toEqual(['OVERLOADED']);
    expect([await readiness(world), await readiness(world), await readiness(world)]).toEqual([200, 200, 200]);
    expect(world.log.filter((line) => line.includes('not ready'))).toEqual([]);
    await blocker.query('rollback');
    await blocker.end();
    expect((await Promise.all(held)).flatMap(codes)).toEqual([]);
    expect(await readiness(world)).toBe(200);
    await world.stop();
  });

  test('/readyz turns to 503 when the server hangs, and stays 503 until the server responds again', async () => {
    const cable = await Cable.to(new URL(serviceUrl(database)));
    const through = new URL(database);
    through.host = `127.0.0.1:${cable.port}`;
    const world = await World.start({
      database: through.href,
      env: { ...env, DATABASE_STATEMENT_TIMEOUT: '1s' },
    });
    const { refreshToken } = await world.openSession();
    let isOver = false;
    // More clients than connections, so that every connection released is taken by another client.
    const crowd = Array.from({ length: 6 }, async () => {
      while (!isOver) await world.logOut({ refreshToken });
    });
    await until('the pool to be used up', () => world.app.database.load.waiting > 0);
    expect(await readiness(world)).toBe(200);
    cable.freeze();
    await until('the service to notice', async () => (await readiness(world)) === 503);
    // On a busy machine, the process reads answers from before the freeze late, and then counts them for a while.
    await sleep(within(1_000));
    for (let look = 0; look < 10; look += 1) expect(await readiness(world)).toBe(503);
    cable.pull();
    cable.plugIn();
    await until('readiness', async () => (await readiness(world)) === 200);
    isOver = true;
    await Promise.all(crowd);
    await world.stop();
    await cable.remove();
  });
});
