import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { rotateFile } from '../../src/keys/key-files.ts';
import { makePrivateKey, printPrivateKeys } from '../../src/keys/private-keys.ts';
import { makePerson } from '../support/client.ts';
import { runCommand } from '../support/command-line.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder, until } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { leaveNothingBehind, type ServiceProcess, start } from '../support/service-process.ts';
import { decodeHeader, fetchJwks, newKey } from '../support/signing-keys.ts';
import { decodeJwt, forgeAccessToken, testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

leaveNothingBehind();

const database = await makeDatabase();
const folder = makeFolder();
const file = path.join(folder, 'keys.json');
afterAll(() => dropDatabase(database));

const kidsOf = async (service: { url: string }) =>
  ((await (await fetchJwks(service)).json()) as JSONWebKeySet).keys.map(({ kid }) => kid);

const pollMilliseconds = 1000;

/**
 * Simulates the slowest possible gateway. It fetches keys once per interval, through a cache that keeps responses for half
 * an interval, and never because of an unknown key id.
 */
function watchKeys(service: { url: string }) {
  const oldest = 1.5 * pollMilliseconds;
  const answers: { at: number; jwks: JSONWebKeySet }[] = [];
  const timer = setInterval(async () => {
    const at = Date.now();
    const response = await fetchJwks(service);
    if (response.ok) answers.push({ at, jwks: (await response.json()) as JSONWebKeySet });
  }, 50);
  return {
    known: () => answers.findLast(({ at }) => at <= Date.now() - oldest)?.jwks ?? { keys: [] },
    stop: () => clearInterval(timer),
  };
}

test('rejects nothing while the key is rotated: two replicas, 50 requests a second, the slowest gateway', async () => {
  writeFileSync(file, printPrivateKeys([makePrivateKey()]));
  const env = {
    NODE_ENV: 'production',
    JWT_ISSUER: 'http://localhost:4000',
    DATABASE_URL: database,
    SECRET_KEY: testSecretKey,
    JWT_PRIVATE_KEY_FILE: file,
    JWKS_POLL_INTERVAL: `${pollMilliseconds}ms`,
    ACCESS_TOKEN_TTL: '4s',
    REFRESHES_PER_ADDRESS: 'off',
  };
  const replicas = [await start({ folder, env }), await start({ folder, env })] as const;
  const gateway = watchKeys(replicas[0]);
  const person = makePerson();
  await replicas[0].signUp(person);
  let session = (await replicas[0].logIn(person)).data.login;
  await until('the gateway to know the first key', () => gateway.known().keys.length > 0);

  const refusals: string[] = [];
  const signers = new Set<unknown>();
  const check = async (replica: ServiceProcess) => {
    const { accessToken } = session;
    const { errors } = await replica.me(accessToken);
    // On a busy machine, a request may take longer than its token is valid.
    const hasExpired = Number(decodeJwt(accessToken).exp) * 1000 <= Date.now();
    for (const { extensions } of errors ?? []) {
      if (hasExpired && extensions.reason === 'TOKEN_EXPIRED') continue;
      refusals.push(`me: ${JSON.stringify(extensions)}`);
    }
  };
  let isRenewing = false;
  const renew = async (replica: ServiceProcess) => {
    isRenewing = true;
    const { data, errors } = await replica.refresh(session.refreshToken);
    if (errors) return void refusals.push(`refresh: ${errors[0]?.message}`);
    session = data.refresh;
    isRenewing = false;
    signers.add(decodeHeader(session.accessToken).kid);
    await jwtVerify(session.accessToken, createLocalJWKSet(gateway.known())).catch((error: Error) =>
      refusals.push(`offline: ${error.message}`),
    );
  };

  const [first] = await kidsOf(replicas[0]);
  let second: string | undefined;
  const seconds = 12;
  const work: Promise<void>[] = [];
  const began = Date.now();
  for (let turn = 0; turn < seconds * 50; turn += 1) {
    await sleep(Math.max(0, began + turn * 20 - Date.now()));
    if (turn === 100) second = rotateFile(file)[0]?.kid;
    const replica = replicas[turn % 2] as ServiceProcess;
    // One refresh at a time, like a real client, so that each one uses the newest token.
    work.push(turn % 7 === 0 && !isRenewing ? renew(replica) : check(replica));
  }
  await Promise.all(work);
  gateway.stop();
  expect(refusals).toEqual([]);
  expect(Date.now() - began).toBeLessThan(seconds * 1000 + within(3_000));
  expect([...signers]).toEqual([first, second]);
  // The old key disappears once its last token has expired: after four seconds and a margin.
  await until('the old key to be gone', async () => (await kidsOf(replicas[1])).length === 1);
  expect(await kidsOf(replicas[1])).toEqual([second]);
  for (const replica of replicas) expect(await replica.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

test('publishes a key for two intervals before it signs, including a key that returns after its end', async () => {
  const [old, next] = [newKey(), newKey()];
  const short = { JWKS_POLL_INTERVAL: '1s', ACCESS_TOKEN_TTL: '1s' };
  const one = await World.start({ env: { ...short, ...old.env } });
  await one.openSession();
  const together = { JWT_PRIVATE_KEY: printPrivateKeys([next.key, old.key]) };
  const two = await World.start({ database: one.database, env: { ...short, ...together } });
  const waits = () =>
    one.sql<{ kid: string; seconds: number; ended: boolean }>(
      `select kid, extract(epoch from activates_at - published_at)::float8 as seconds, good_until < now() as ended
       from signing_keys order by published_at`,
    );
  expect(await waits()).toMatchObject([{ seconds: 0 }, { kid: next.key.kid, seconds: 2 }]);
  await one.endService();
  await until('the old key to end', async () => (await waits())[0]?.ended);
  const back = { JWT_PRIVATE_KEY: printPrivateKeys([old.key, next.key]) };
  // Long enough to observe the waiting time even on a busy machine.
  const slow = { ...short, JWKS_POLL_INTERVAL: '4s' };
  const three = await World.start({ database: one.database, env: { ...slow, ...back } });
  expect(await kidsOf(three)).toContain(old.key.kid);
  expect(await signerOf(three)).toBe(next.key.kid);
  await until('the key to sign again', async () => (await signerOf(three)) === old.key.kid);
  await three.stop();
  await two.stop();
  await one.stop();
});

const settings = { JWKS_POLL_INTERVAL: '1s', ACCESS_TOKEN_TTL: '3s' };

/** The id of the key a service currently signs with. */
async function signerOf(world: World): Promise<unknown> {
  const { accessToken } = await world.openSession();
  return decodeHeader(accessToken).kid ?? decodeHeader(accessToken).alg;
}

test('switches from SECRET_KEY to a key, replica by replica, without a rejection', async () => {
  const { key, env } = newKey();
  const settings = { JWKS_POLL_INTERVAL: '3s', ACCESS_TOKEN_TTL: '20s' };
  const before = await World.start({ env: settings });
  const old = await before.openSession();
  const after = await World.start({ database: before.database, env: { ...settings, ...env } });
  // Gateways have not fetched the key yet, so the service publishes it without signing with it.
  expect(await kidsOf(after)).toEqual([key.kid]);
  const fresh = await after.openSession();
  expect(decodeHeader(fresh.accessToken).alg).toBe('HS256');
  for (const world of [before, after]) {
    for (const { accessToken } of [old, fresh]) expect((await world.me(accessToken)).data.me).not.toBeNull();
  }
  await until('the key to sign', async () => (await signerOf(after)) === key.kid);
  // The replica without the new key reads the public half from the database, and keeps signing with its own key.
  const signed = await after.openSession();
  expect((await before.me(signed.accessToken)).data.me).not.toBeNull();
  expect(await kidsOf(before)).toEqual([key.kid]);
  expect(await signerOf(before)).toBe('HS256');
  expect((await after.me((await before.openSession()).accessToken)).data.me).not.toBeNull();

  await after.stop();
  await before.stop();
});

test('rejects every token signed with SECRET_KEY once the last such token has expired', async () => {
  const { key, env } = newKey();
  const before = await World.start({ env: settings });
  const { accessToken, refreshToken } = await before.openSession();
  const after = await World.start({ database: before.database, env: { ...settings, ...env } });
  const forge = () => {
    const now = Math.floor(Date.now() / 1000);
    return forgeAccessToken({ ...decodeJwt(accessToken), iat: now, exp: now + 3, jti: randomUUID() });
  };
  await until('the key to sign', async () => (await signerOf(after)) === key.kid);
  expect((await after.me(forge())).data.me).not.toBeNull();
  await before.endService();
  const reason = async () => (await after.me(forge())).errors?.[0]?.extensions.reason;
  await until('tokens of the secret to be refused', async () => (await reason()) === 'TOKEN_INVALID');
  // Only this service verifies refresh tokens, so they are still signed with the secret.
  expect((await after.refresh(refreshToken)).data.refresh).not.toBeNull();
  await after.stop();
  await before.stop();
});

test('signs at once, with a warning, if the previous key was removed', async () => {
  const [one, other] = [newKey(), newKey()];
  const before = await World.start({ env: one.env });
  const { accessToken } = await before.openSession();
  const after = await World.start({ database: before.database, env: other.env });
  expect(await signerOf(after)).toBe(other.key.kid);
  expect((await after.me(accessToken)).data.me).not.toBeNull();
  expect((await kidsOf(after)).toSorted()).toEqual([one.key.kid, other.key.kid].toSorted());
  expect(after.log.join('')).toContain('signing with a key before gateways know it');
  await after.stop();
  await before.stop();
});

test('rejects tokens of a revoked key at every replica within seconds, and signs with the previous key', async () => {
  const good = makePrivateKey();
  let leaked = makePrivateKey();
  // Some key ids look like an option; this test needs one.
  while (!leaked.kid.startsWith('-')) leaked = makePrivateKey();
  const env = { ...settings, JWT_PRIVATE_KEY: printPrivateKeys([leaked, good]) };
  const one = await World.start({ env });
  const other = await World.start({ database: one.database, env: settings });
  const { accessToken } = await one.openSession();
  expect(decodeHeader(accessToken).kid).toBe(leaked.kid);
  await until('the other replica to know it', async () => (await other.me(accessToken)).data.me !== null);
  const revoke = async (kid: string) => {
    const settings = { env: { DATABASE_URL: one.database } };
    expect(await runCommand(['keys', 'revoke', kid], settings)).toMatchObject({ code: 0 });
  };
  await revoke(leaked.kid);
  for (const world of [one, other]) {
    const reason = async () => (await world.me(accessToken)).errors?.[0]?.extensions.reason;
    await until('its token to be refused', async () => (await reason()) === 'TOKEN_INVALID');
    expect(await kidsOf(world)).toEqual([good.kid]);
  }
  expect(await signerOf(one)).toBe(good.kid);
  // The next key starts signing early, since no other service could verify tokens signed with the secret.
  const next = newKey();
  const replaced = await World.start({ database: one.database, env: { ...env, ...next.env } });
  await revoke(good.kid);
  await until('the next key to sign', async () => (await signerOf(replaced)) === next.key.kid);
  await replaced.stop();
  await other.stop();
  await one.stop();
});

test('keeps working while its key file is damaged: it signs, and learns of new and revoked keys', async () => {
  const damaged = path.join(folder, 'damaged.json');
  writeFileSync(damaged, printPrivateKeys([makePrivateKey()]));
  const world = await World.start({ env: { ...settings, JWT_PRIVATE_KEY_FILE: damaged } });
  const signer = await signerOf(world);
  writeFileSync(damaged, '{"keys":[');
  await until('the service to notice', () => world.log.some((line) => line.includes('could not reread')));
  expect(await signerOf(world)).toBe(signer);

  const other = newKey();
  const elsewhere = await World.start({ database: world.database, env: { ...settings, ...other.env } });
  await until('the key of the other replica', async () => (await kidsOf(world)).includes(other.key.kid));
  const { accessToken } = await world.openSession();
  await world.sql('update signing_keys set revoked_at = now() where kid = $1', [signer]);
  const reason = async () => (await world.me(accessToken)).errors?.[0]?.extensions.reason;
  await until('the revoked key to be refused', async () => (await reason()) === 'TOKEN_INVALID');
  await elsewhere.stop();
  await world.stop();
});

test('skips a row that it did not write', async () => {
  const { key, env } = newKey();
  const world = await World.start({ env: { ...settings, ...env } });
  await world.sql(`insert into signing_keys (kid, public_key, activates_at, good_until)
    select name, key::jsonb, now(), now() + interval '1 day' from (values
      ('another', '${JSON.stringify(newKey().key.publicJwk)}'), ('none', '{"kty":"EC"}'), ('text', '"x"'), ('oct', '{"kty":"oct","k":"AAAA"}')
    ) as planted (name, key)`);
  const next = await World.start({ database: world.database, env: { ...settings, ...env } });
  expect(await kidsOf(next)).toEqual([key.kid]);
  expect((await next.me((await world.openSession()).accessToken)).data.me).not.toBeNull();
  await next.stop();
  await world.stop();
});

// PgBouncer rejects `options`.
const withOptions = process.env.TEST_DATABASE_POOLER ? test.skip : test;

withOptions('starts on a read-only database, and logs that it could not publish its keys', async () => {
  const { env } = newKey();
  const world = await World.start({ env: { ...settings, ...env } });
  const readOnly = new URL(world.database);
  readOnly.searchParams.set('options', '-c default_transaction_read_only=on');
  const replica = await World.start({ database: readOnly.href, env: { ...settings, ...newKey().env } });
  expect(replica.log.join('')).toContain('could not publish or extend signing keys');
  const { accessToken } = await world.openSession();
  expect((await replica.me(accessToken)).data.me).not.toBeNull();
  await replica.stop();
  await world.stop();
});
