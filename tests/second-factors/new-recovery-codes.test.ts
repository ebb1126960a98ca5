import { type Answer, codes } from '../support/client.ts';
import { mailsTo } from '../support/mailed.ts';
import { addLostAuthenticator, continueWith } from '../support/second-factors.ts';
import { ageSession } from '../support/time.ts';
import { eventsOf, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const renew = (token?: string): Promise<Answer> =>
  world.ask('mutation { newRecoveryCodes { recoveryCodes } }', {}, token ? { token } : {});

type Prepared = Awaited<ReturnType<typeof prepare>>;

async function prepare() {
  const person = await world.addPerson();
  const recoveryCodes = await addLostAuthenticator(world, person);
  return { person, recoveryCodes };
}

async function logInWith({ person }: Pick<Prepared, 'person'>, recoveryCode = ''): Promise<Answer> {
  const { challenge } = (await startLogin(world, person)).data.startLogin.next;
  return continueWith(world, challenge, { recoveryCode });
}

async function tokenOf(prepared: Prepared): Promise<string> {
  return (await logInWith(prepared, prepared.recoveryCodes[9])).data.continueLogin.tokens.accessToken;
}

test('replaces every code, and tells the owner', async () => {
  const prepared = await prepare();
  const token = await tokenOf(prepared);
  world.log.length = 0;
  const { recoveryCodes } = (await renew(token)).data.newRecoveryCodes;
  expect(new Set(recoveryCodes).size).toBe(10);
  for (const code of recoveryCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
  expect(eventsOf(world)).toEqual(['recovery-codes.renewed']);
  const mail = (await mailsTo(world, prepared.person.email)).at(-1);
  expect(mail).toMatchObject({ kind: 'recovery-codes-renewed', token: expect.stringMatching(/.+/) });
  for (const old of prepared.recoveryCodes)
    expect(codes(await logInWith(prepared, old))).toEqual(['SECOND_FACTOR_INVALID']);
  await world.sql('delete from throttle_counters');
  expect(codes(await logInWith(prepared, recoveryCodes[0]))).toEqual([]);
});

test('needs the second factor in this session, even right after a login', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const recoveryCodes = await addLostAuthenticator(world, person);
  expect(codes(await renew(accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
  const token = await tokenOf({ person, recoveryCodes });
  await ageSession(world, token);
  const { errors } = await renew(token);
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'REAUTHENTICATION_REQUIRED',
    methods: expect.arrayContaining(['TOTP', 'RECOVERY_CODE']),
    acr: 'urn:auth-service:2',
  });
});

test('an account without a second factor gets no codes', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  expect(codes(await renew(accessToken))).toEqual(['NO_SECOND_FACTOR']);
  expect(await world.sql('select 1 from recovery_codes where user_id = $1', [person.id])).toEqual([]);
});

test('of renewals at the same time, exactly one set remains', async () => {
  const prepared = await prepare();
  const token = await tokenOf(prepared);
  const answers = await Promise.all(Array.from({ length: 5 }, () => renew(token)));
  const sets: string[][] = answers.map(({ data }) => data.newRecoveryCodes.recoveryCodes);
  const counts = await world.sql<{ count: number }>(
    'select count(*)::int4 as count from recovery_codes where user_id = $1 and used_at is null',
    [prepared.person.id],
  );
  expect(counts).toEqual([{ count: 10 }]);
  const works = [];
  for (const [code] of sets) works.push(codes(await logInWith(prepared, code)).length === 0);
  expect(works.filter(Boolean)).toHaveLength(1);
});

test('has a limit per account', async () => {
  const prepared = await prepare();
  const token = await tokenOf(prepared);
  for (let tries = 0; tries < 20; tries += 1) expect(codes(await renew(token))).toEqual([]);
  expect(codes(await renew(token))).toEqual(['RATE_LIMITED']);
});

test('needs no second connection while it holds the account', async () => {
  const small = await World.start({ database: world.database, env: { DATABASE_POOL_SIZE: '1' } });
  const token = await tokenOf(await prepare());
  const renewals = Array.from({ length: 3 }, () =>
    small.ask('mutation { newRecoveryCodes { recoveryCodes } }', {}, { token }),
  );
  expect((await Promise.all(renewals)).flatMap(codes)).toEqual([]);
  await small.stop();
});
