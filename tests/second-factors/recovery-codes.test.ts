import { decodeJwt } from 'jose';
import { codes } from '../support/client.ts';
import { challengeFor, confirmIdentity } from '../support/confirmation.ts';
import { mailsTo } from '../support/mailed.ts';
import { addLostAuthenticator, continueWith, fullWidth } from '../support/second-factors.ts';
import { dump, eventsOf, persist, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => {
  world.log.length = 0;
});

async function prepare() {
  const person = await world.addPerson();
  const recoveryCodes = await addLostAuthenticator(world, person);
  return { person, recoveryCodes };
}

async function challengeOf(person: { username: string; password: string }): Promise<string> {
  const { data } = await startLogin(world, person);
  return data.startLogin.next.challenge;
}

const rejected = () => eventsOf(world).filter((event) => event.startsWith('second-factor.rejected'));

test('a recovery code replaces the second factor', async () => {
  const { person, recoveryCodes } = await prepare();
  const { data } = await startLogin(world, person);
  expect(data.startLogin).toMatchObject({
    tokens: null,
    next: { asks: 'SECOND_FACTOR', methods: expect.arrayContaining(['RECOVERY_CODE']), expiresIn: 600 },
  });
  const [recoveryCode] = recoveryCodes;
  const done = await continueWith(world, data.startLogin.next.challenge, { recoveryCode });
  const { accessToken } = done.data.continueLogin.tokens;
  expect(decodeJwt(accessToken)).toMatchObject({
    amr: ['pwd', 'recovery-code', 'mfa'],
    acr: 'urn:auth-service:2',
  });
});

test('login cannot ask for a second factor, and opens no session', async () => {
  const { person } = await prepare();
  const { errors } = await world.logIn(person);
  expect(errors?.[0]?.extensions).toEqual({ code: 'FURTHER_PROOF_REQUIRED', asks: 'SECOND_FACTOR' });
  expect(await world.sql('select 1 from sessions where user_id = $1', [person.id])).toEqual([]);
});

test('a recovery code works once, and only for its account; only the log says why', async () => {
  const { person, recoveryCodes } = await prepare();
  const [recoveryCode] = recoveryCodes;
  const other = await prepare();
  const refused = await continueWith(world, await challengeOf(other.person), { recoveryCode });
  expect(codes(refused)).toEqual(['SECOND_FACTOR_INVALID']);
  expect(rejected()).toEqual(['second-factor.rejected wrong-code']);
  expect(codes(await continueWith(world, await challengeOf(person), { recoveryCode }))).toEqual([]);
  const again = await continueWith(world, await challengeOf(person), { recoveryCode });
  expect(again.errors).toEqual(refused.errors);
  expect(again.errors?.[0]?.message).toMatch(/^This recovery code is not valid\..*Use another one\.$/);
  expect(rejected()).toEqual(['second-factor.rejected wrong-code', 'second-factor.rejected used-code']);
});

test.each([
  ['lower case, with spaces', (code: string) => code.toLowerCase().replaceAll('-', ' ')],
  ['without separators', (code: string) => code.replaceAll('-', '')],
  ['full-width letters', fullWidth],
  ['with spaces around it', (code: string) => ` \t${code}\n`],
])('reads a code in %s', async (_form, type) => {
  const { person, recoveryCodes } = await prepare();
  const recoveryCode = type(recoveryCodes[4] ?? '');
  expect(codes(await continueWith(world, await challengeOf(person), { recoveryCode }))).toEqual([]);
});

test.each([
  ['an empty text', ''],
  ['spaces', '   '],
  ['5,000 letters', 'A'.repeat(5_000)],
  ['NUL', 'ABCD\u0000'],
  ['half a surrogate pair', 'ABCD\ud800'],
  ['a code that is too short', 'ABCD-EFGH-IJKL-MNO'],
  ['SQL', "' or 1=1 --"],
])('rejects %s like a wrong code', async (_what, recoveryCode) => {
  const { person } = await prepare();
  const challenge = await challengeOf(person);
  const { errors, data } = await continueWith(world, challenge, { recoveryCode });
  expect([data, errors?.[0]?.extensions]).toEqual([null, { code: 'SECOND_FACTOR_INVALID' }]);
});

test('a code longer than any real one is not cut to a real one', async () => {
  const { person, recoveryCodes } = await prepare();
  const recoveryCode = `${recoveryCodes[0]}${' '.repeat(60)}A`;
  const answer = await continueWith(world, await challengeOf(person), { recoveryCode });
  expect(codes(answer)).toEqual(['SECOND_FACTOR_INVALID']);
});

test('20 logins at once with one code open one session', async () => {
  const { person, recoveryCodes } = await prepare();
  const [recoveryCode] = recoveryCodes;
  const challenges: string[] = [];
  for (let at = 0; at < 5; at += 1) challenges.push(await challengeOf(person));
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      persist(() => continueWith(world, challenges[at % 5] ?? '', { recoveryCode })),
    ),
  );
  expect(answers.filter(({ data }) => data?.continueLogin.tokens)).toHaveLength(1);
  const failures = answers.flatMap(codes);
  expect(failures).toHaveLength(19);
  expect(['SECOND_FACTOR_INVALID', 'CHALLENGE_INVALID']).toEqual(
    expect.arrayContaining([...new Set(failures)]),
  );
  expect(await world.sql('select 1 from sessions where user_id = $1', [person.id])).toHaveLength(1);
  const used = eventsOf(world).filter((event) => event === 'recovery-code.used');
  expect(used).toHaveLength(1);
});

test('20 logins at once with one challenge and different codes open one session, and use one code', async () => {
  const { person, recoveryCodes } = await prepare();
  const challenge = await challengeOf(person);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      persist(() => continueWith(world, challenge, { recoveryCode: recoveryCodes[at % 10] })),
    ),
  );
  expect(answers.filter(({ data }) => data?.continueLogin.tokens)).toHaveLength(1);
  const query = 'select 1 from recovery_codes where user_id = $1 and used_at is not null';
  expect(await world.sql(query, [person.id])).toHaveLength(1);
});

test('each use mails the owner how many codes are left, and asks for new ones in time', async () => {
  const { person, recoveryCodes } = await prepare();
  for (const recoveryCode of recoveryCodes)
    await continueWith(world, await challengeOf(person), { recoveryCode });
  const mails = (await mailsTo(world, person.email)).filter(({ kind }) => kind === 'recovery-code-used');
  expect(mails.map(({ facts }) => [facts.codesLeft, facts.areFew])).toEqual(
    Array.from({ length: 10 }, (_, at) => [String(9 - at), at < 6 ? '' : 'yes']),
  );
  expect(mails[0]?.token).not.toBe('');
  const { data } = await startLogin(world, person);
  expect(data.startLogin.next.methods).not.toContain('RECOVERY_CODE');
});

test('a recovery code confirms the identity too, once', async () => {
  const { person, recoveryCodes } = await prepare();
  const done = await continueWith(world, await challengeOf(person), { recoveryCode: recoveryCodes[0] });
  const token = done.data.continueLogin.tokens.accessToken;
  const confirm = async (recoveryCode = '') =>
    confirmIdentity(world, { challenge: await challengeFor(world, token), recoveryCode }, token);
  expect(codes(await confirm(recoveryCodes[0]))).toEqual(['SECOND_FACTOR_INVALID']);
  expect(codes(await confirm(recoveryCodes[1]))).toEqual([]);
  expect(codes(await confirm(recoveryCodes[1]))).toEqual(['SECOND_FACTOR_INVALID']);
});

test('20 confirmations at once with one code renew the proof once', async () => {
  const { person, recoveryCodes } = await prepare();
  const done = await continueWith(world, await challengeOf(person), { recoveryCode: recoveryCodes[0] });
  const token = done.data.continueLogin.tokens.accessToken;
  const challenges: string[] = [];
  for (let at = 0; at < 5; at += 1) challenges.push(await challengeFor(world, token));
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => {
      const input = { challenge: challenges[at % 5] ?? '', recoveryCode: recoveryCodes[1] };
      return persist(() => confirmIdentity(world, input, token));
    }),
  );
  expect(answers.filter(({ data }) => data?.confirmIdentity)).toHaveLength(1);
  expect(eventsOf(world).filter((event) => event === 'identity.confirmed recovery-code')).toHaveLength(1);
});

test('the database contains no code', async () => {
  const { recoveryCodes } = await prepare();
  const text = (await dump(world)).toUpperCase();
  for (const code of recoveryCodes)
    for (const form of [code, code.replaceAll('-', '')]) expect(text).not.toContain(form);
});

test('a code copied to another account does not work there', async () => {
  const { person, recoveryCodes } = await prepare();
  const other = await prepare();
  const copy = 'insert into recovery_codes (id, user_id, sealed) select gen_random_uuid(), $2, sealed';
  await world.sql(`${copy} from recovery_codes where user_id = $1`, [person.id, other.person.id]);
  await world.sql('update recovery_codes set user_id = $2 where user_id = $1', [person.id, other.person.id]);
  const [recoveryCode] = recoveryCodes;
  const answer = await continueWith(world, await challengeOf(other.person), { recoveryCode });
  expect(codes(answer)).toEqual(['SECOND_FACTOR_INVALID']);
});
