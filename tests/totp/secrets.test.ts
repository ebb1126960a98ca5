import { Secret } from 'otpauth';
import { codes } from '../support/client.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { continueWith } from '../support/second-factors.ts';
import { testSecretKey } from '../support/tokens.ts';
import { challengeOf, codeOf, confirmTotp, enrol, logInWith, passTime, startTotp } from '../support/totp.ts';
import { dump } from '../support/verification.ts';
import { World } from '../support/world.ts';

let database: string;
beforeEach(async () => {
  database = await makeDatabase();
});
afterEach(() => dropDatabase(database));

const newKey = 'a-new-key-0123456789-abcdefghijklmnopqrstuvwxyz';

/** Every way in which the database or the log could contain a secret. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(Secret.fromBase32(secret).bytes);
  return [secret, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url')];
}

const secretOf = async (world: World, { id }: { id: string }): Promise<Buffer | undefined> => {
  const rows = await world.sql<{ secret: Buffer }>('select secret from totp_credentials where user_id = $1', [
    id,
  ]);
  return rows[0]?.secret;
};

test('neither the database nor the log contains a secret or a code', async () => {
  const world = await World.start({ database, env: { LOG_LEVEL: 'trace' } });
  const { person, secret, recoveryCodes, tokens } = await enrol(world);
  const totp = codeOf(secret);
  await logInWith(world, person, { totp });
  const pending = (await startTotp(world, tokens.accessToken)).data.startTotp;
  const kept = `${await dump(world)}\n${world.log.join('')}`;
  expect(kept).toContain('second-factor.used');
  for (const form of [...formsOf(secret), ...formsOf(pending.secret), ...recoveryCodes])
    expect(kept.includes(form)).toBe(false);
  expect(new RegExp(`"(totp|code)\\W+"${totp}"`).test(kept)).toBe(false);
  await world.stop();
});

test('with SECOND_FACTOR=required, the database contains no secret of an unfinished login', async () => {
  const world = await World.start({ database, env: { SECOND_FACTOR: 'required' } });
  const person = await world.addPerson();
  const query = `mutation ($input: LoginInput!) {
    startLogin(input: $input) { next { totpEnrolment { secret } } }
  }`;
  const { username, password } = person;
  const { data } = await world.ask(query, { input: { username, password } });
  const kept = `${await dump(world)}\n${world.log.join('')}`;
  expect(kept).toContain(username);
  for (const form of formsOf(data.startLogin.next.totpEnrolment.secret))
    expect(kept.includes(form)).toBe(false);
  await world.stop();
});

test('a secret that is copied to another account does not open, and the log says so', async () => {
  const world = await World.start({ database });
  const [thief, victim] = [await enrol(world), await enrol(world)];
  await world.sql(
    `update totp_credentials set secret = (select secret from totp_credentials where user_id = $1)
     where user_id = $2`,
    [thief.person.id, victim.person.id],
  );
  const refused = await logInWith(world, victim.person, { totp: codeOf(thief.secret) });
  expect(codes(refused)).toEqual(['SECOND_FACTOR_UNAVAILABLE']);
  expect(world.log.join('')).toContain('cannot open the secret of an authenticator');
  const [recoveryCode] = victim.recoveryCodes;
  expect(codes(await logInWith(world, victim.person, { recoveryCode }))).toEqual([]);
  await world.stop();
});

test('a pending secret that is copied to another account confirms nothing', async () => {
  const world = await World.start({ database });
  const pending = [];
  for (let count = 0; count < 2; count += 1) {
    const person = await world.addPerson();
    const token = (await world.openSession(person)).accessToken;
    pending.push({ person, token, ...(await startTotp(world, token)).data.startTotp });
  }
  const [thief, victim] = pending;
  await world.sql(
    `update totp_enrolments set secret = (select secret from totp_enrolments where user_id = $1) where user_id = $2`,
    [thief?.person.id, victim?.person.id],
  );
  expect(codes(await confirmTotp(world, codeOf(thief?.secret), victim?.token))).toEqual([
    'ENROLMENT_INVALID',
  ]);
  await world.stop();
});

test('after a change of SECRET_KEY, a login seals the secret with the new key', async () => {
  const old = await World.start({ database });
  const { person, secret } = await enrol(old);
  const before = await secretOf(old, person);
  await old.stop();

  const both = await World.start({
    database,
    env: { SECRET_KEY: newKey, SECRET_KEY_PREVIOUS: testSecretKey },
  });
  expect(codes(await logInWith(both, person, { totp: codeOf(secret) }))).toEqual([]);
  const after = await secretOf(both, person);
  expect(after).not.toEqual(before);
  await passTime(both, person);
  await both.stop();

  const later = await World.start({ database, env: { SECRET_KEY: newKey } });
  expect(codes(await logInWith(later, person, { totp: codeOf(secret) }))).toEqual([]);
  expect(await secretOf(later, person)).toEqual(after);
  await later.stop();
});

test('an unfinished login sets up its authenticator after a change of SECRET_KEY', async () => {
  const old = await World.start({ database, env: { SECOND_FACTOR: 'required' } });
  const person = await old.addPerson();
  const query = `mutation ($input: LoginInput!) {
    startLogin(input: $input) { next { challenge totpEnrolment { secret } } }
  }`;
  const { username, password } = person;
  const { next } = (await old.ask(query, { input: { username, password } })).data.startLogin;
  await old.stop();
  const both = await World.start({
    database,
    env: { SECRET_KEY: newKey, SECRET_KEY_PREVIOUS: testSecretKey, SECOND_FACTOR: 'required' },
  });
  const done = await continueWith(both, next.challenge, { totp: codeOf(next.totpEnrolment.secret) });
  expect(codes(done)).toEqual([]);
  await both.stop();
});

test('with a lost SECRET_KEY, the codes cannot be checked, and the answer says so', async () => {
  const old = await World.start({ database });
  const { person, secret } = await enrol(old);
  await old.stop();
  const world = await World.start({ database, env: { SECRET_KEY: newKey } });
  const challenge = await challengeOf(world, person);
  expect(codes(await continueWith(world, challenge, { totp: codeOf(secret) }))).toEqual([
    'SECOND_FACTOR_UNAVAILABLE',
  ]);
  await world.stop();
});
