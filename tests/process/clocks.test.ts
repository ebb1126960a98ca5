import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { rotateFile } from '../../src/keys/key-files.ts';
import { makePrivateKey, printPrivateKeys } from '../../src/keys/private-keys.ts';
import { codes, makePerson, type Tokens } from '../support/client.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { leaveNothingBehind, type ServiceProcess, start } from '../support/service-process.ts';
import { decodeHeader } from '../support/signing-keys.ts';
import { age } from '../support/time.ts';
import { decodeJwt, forgeAccessToken, testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

leaveNothingBehind();

const hour = 3_600;
const day = 24 * hour;

const database = await makeDatabase();
/** A replica with a correct clock. */
const right = await World.start({ database });
afterAll(async () => {
  await right.stop();
  await dropDatabase(database);
});

interface Replica {
  service: ServiceProcess;
  /** Sets the replica's clock to this many seconds off the correct time. */
  setClock(seconds: number): void;
}

/** Starts a replica whose clock is off by this many seconds. */
async function startWithClock(seconds: number, env: Record<string, string> = {}): Promise<Replica> {
  const folder = makeFolder();
  const file = path.join(folder, 'clock');
  const setClock = (away: number) => writeFileSync(file, String(away));
  setClock(seconds);
  const service = await start({
    folder,
    env: {
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      NODE_OPTIONS: `--import ${pathToFileURL('tests/support/moved-clock.ts')}`,
      CLOCK_FILE: file,
      SECRET_KEY: testSecretKey,
      DATABASE_URL: database,
      ...env,
    },
  });
  return { service, setClock };
}

type Service = ServiceProcess | World;

async function expectGood(tokens: Tokens, services: readonly Service[]): Promise<void> {
  for (const service of services) expect(codes(await service.me(tokens.accessToken))).toEqual([]);
}

async function databaseTime(): Promise<number> {
  const [row] = await right.sql<{ now: number }>('select extract(epoch from now())::float8 as now');
  return row?.now ?? Number.NaN;
}

/** Guesses passwords until one is rejected by a limit. @returns the seconds to wait. */
async function waitAfterGuesses(service: Service, person: { username: string }): Promise<number> {
  for (;;) {
    const { errors } = await service.logIn({ ...person, password: 'a wrong guess' });
    const extensions = errors?.[0]?.extensions;
    if (extensions?.code === 'RATE_LIMITED') return Number(extensions.retryAfterSeconds);
    expect(extensions?.code).toBe('INVALID_CREDENTIALS');
  }
}

describe.each([
  ['an hour ahead', hour],
  ['a day behind', -day],
])('a replica whose clock is %s', (_where, seconds) => {
  let other: Replica;
  let services: readonly Service[];
  beforeAll(async () => {
    other = await startWithClock(seconds, { SESSION_PURGE_INTERVAL: '1s' });
    services = [right, other.service];
  });

  test('issues tokens with the same lifetime as the other replicas', async () => {
    const [, time = ''] = /"time":"([^"]+)"/.exec(other.service.stdout) ?? [];
    expect(Math.abs(Date.parse(time) / 1000 - Date.now() / 1000 - seconds)).toBeLessThan(60);
    for (const service of services) {
      const tokens = await service.openSession();
      await expectGood(tokens, services);
      const { iat, exp } = decodeJwt(tokens.accessToken);
      expect([exp - iat, tokens.expiresIn]).toEqual([day, day]);
      expect(Math.abs(iat - (await databaseTime()))).toBeLessThan(60);
      for (const next of services) {
        const refreshed = (await next.refresh(tokens.refreshToken)).data.refresh;
        await expectGood(refreshed, services);
        expect(refreshed.refreshExpiresIn).toBeGreaterThan(tokens.refreshExpiresIn - 60);
      }
    }
  });

  test('ends tokens and sessions at the same time as the other replicas', async () => {
    const { accessToken, refreshToken } = await other.service.openSession();
    const claims = decodeJwt(accessToken);
    const now = Math.floor(await databaseTime());
    const good = forgeAccessToken({ ...claims, iat: now - 60, exp: now + 60 });
    const ended = forgeAccessToken({ ...claims, iat: now - 60, exp: now });
    const early = forgeAccessToken({ ...claims, iat: now + 60, exp: now + 120 });
    for (const service of services) {
      const reasonOf = async (token: string) => (await service.me(token)).errors?.[0]?.extensions.reason;
      expect([await reasonOf(good), await reasonOf(ended), await reasonOf(early)]).toEqual([
        undefined,
        'TOKEN_EXPIRED',
        'TOKEN_INVALID',
      ]);
    }
    await age(right, refreshToken, '31 days');
    for (const service of services) {
      expect(codes(await service.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
    }
  });

  test('allows as many guesses, with the same waits, as the other replicas', async () => {
    const person = await right.addPerson();
    for (const service of [right, other.service, right]) {
      const wait = await waitAfterGuesses(service, person);
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(60);
    }
    const [row] = await right.sql<{ count: number }>(
      "select max(points) as count from throttle_counters where key like 'login-name:%'",
    );
    expect(row?.count).toBeLessThanOrEqual(11);
  });

  test('purges sessions that ended a day ago, and no others', async () => {
    const [ended, fresh, living] = [
      await right.openSession(),
      await right.openSession(),
      await right.openSession(),
    ];
    await right.logOut({ refreshToken: fresh.refreshToken });
    await age(right, ended.refreshToken, '40 days');
    const isThere = async ({ refreshToken }: Tokens) =>
      (await right.sql('select 1 from sessions where id = $1', [decodeJwt(refreshToken).sid])).length === 1;
    await until('the ended session to be purged', async () => !(await isThere(ended)));
    expect([await isThere(fresh), await isThere(living)]).toEqual([true, true]);
  });
});

test('keeps working while its clock jumps', async () => {
  const { service, setClock } = await startWithClock(0);
  const services = [right, service];
  const person = await right.addPerson();
  const guessed = await right.addPerson();
  let tokens = await service.openSession(person);
  for (const seconds of [hour, -day, 400 * day, 0]) {
    setClock(seconds);
    // For a second, a rejection is repeated regardless of the counters.
    await sleep(1_010);
    await expectGood(tokens, services);
    tokens = (await service.refresh(tokens.refreshToken)).data.refresh;
    await expectGood(tokens, services);
    await expectGood(await service.openSession(person), services);
    expect(await waitAfterGuesses(service, guessed)).toBeLessThanOrEqual(60);
    expect((await fetch(new URL('/readyz', service.url))).status).toBe(200);
  }
  setClock(-day);
  expect([await service.end('SIGTERM'), service.stderr]).toEqual([{ code: 0, signal: null }, '']);
});

test('reports no longer wait for a refresh after its clock has jumped back', async () => {
  const { service, setClock } = await startWithClock(0, { REFRESHES_PER_ADDRESS: '5/1h' });
  const waitNow = async () => (await service.refresh('nonsense')).errors?.[0]?.extensions.retryAfterSeconds;
  await until('the limit', waitNow);
  setClock(-day);
  await sleep(1_010);
  expect(await waitNow()).toBeLessThanOrEqual(hour);
});

test('exits at once on a second signal, although its clock has jumped back since the first', async () => {
  const { service, setClock } = await startWithClock(0, { SHUTDOWN_DELAY: '1m' });
  service.signal('SIGTERM');
  await until('the service to stop', () => service.stdout.includes('"msg":"stopping"'));
  // The service ignores a second signal within half a second.
  await sleep(700);
  setClock(-day);
  expect(await service.end('SIGTERM')).toEqual({ code: 1, signal: null });
});

test('switches to a new key together with replicas whose clocks differ', async () => {
  const file = path.join(makeFolder(), 'keys.json');
  writeFileSync(file, printPrivateKeys([makePrivateKey()]));
  const env = { JWT_PRIVATE_KEY_FILE: file, JWKS_POLL_INTERVAL: '1s', ACCESS_TOKEN_TTL: '1h' };
  const replicas = await Promise.all([hour, -day].map((seconds) => startWithClock(seconds, env)));
  const services = replicas.map(({ service }) => service);
  const person = makePerson();
  await services[0]?.signUp(person);
  const before = await Promise.all(services.map((service) => service.openSession(person)));
  const next = rotateFile(file)[0]?.kid;
  for (const service of services) {
    await until('the new key to sign', async () => {
      const tokens = await service.openSession(person);
      await expectGood(tokens, services);
      return decodeHeader(tokens.accessToken).kid === next;
    });
  }
  for (const tokens of before) await expectGood(tokens, services);
});
