import { decodeJwt } from 'jose';
import { codes } from '../support/client.ts';
import { addLostAuthenticator, continueWith } from '../support/second-factors.ts';
import { startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

async function prepare() {
  const person = await world.addPerson();
  const recoveryCodes = await addLostAuthenticator(world, person);
  return { person, recoveryCodes };
}

async function challengeOf(person: { username: string; password: string }): Promise<string> {
  const { data } = await startLogin(world, person);
  return data.startLogin.next.challenge;
}

test('a recovery code replaces the second factor', async () => {
  const { person, recoveryCodes } = await prepare();
  const { data } = await startLogin(world, person);
  expect(data.startLogin).toMatchObject({
    tokens: null,
    next: { asks: 'SECOND_FACTOR', methods: expect.arrayContaining(['RECOVERY_CODE']), expiresIn: 600 },
  });
  const recoveryCode = recoveryCodes[0]?.toLowerCase().replaceAll('-', ' ');
  const done = await continueWith(world, data.startLogin.next.challenge, { recoveryCode });
  const { accessToken } = done.data.continueLogin.tokens;
  expect(decodeJwt(accessToken)).toMatchObject({
    amr: ['pwd', 'recovery-code', 'mfa'],
    acr: 'urn:auth-service:2',
  });
});

test('login cannot ask for a second factor, and opens no session', async () => {
  const { person } = await prepare();
  expect(codes(await world.logIn(person))).toEqual(['FURTHER_PROOF_REQUIRED']);
  expect(await world.sql('select 1 from sessions where user_id = $1', [person.id])).toEqual([]);
});

test('a recovery code works once, and only for its account', async () => {
  const { person, recoveryCodes } = await prepare();
  const [recoveryCode] = recoveryCodes;
  const other = await prepare();
  const refused = await continueWith(world, await challengeOf(other.person), { recoveryCode });
  expect(codes(refused)).toEqual(['SECOND_FACTOR_INVALID']);
  expect(codes(await continueWith(world, await challengeOf(person), { recoveryCode }))).toEqual([]);
  const again = await continueWith(world, await challengeOf(person), { recoveryCode });
  expect(codes(again)).toEqual(['SECOND_FACTOR_INVALID']);
});
