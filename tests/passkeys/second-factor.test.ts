import { decodeJwt } from 'jose';
import { Authenticator } from '../support/authenticator.ts';
import { type Answer, codes, type Person } from '../support/client.ts';
import { confirmIdentity } from '../support/confirmation.ts';
import { addPasskey, assertionOf, finishLogin, logInWith, removePasskey } from '../support/passkeys.ts';
import { change } from '../support/passwords.ts';
import { addLostAuthenticator, continueWith } from '../support/second-factors.ts';
import { age } from '../support/time.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

/** A user with a passkey, and with an authenticator app that asks for a second factor. */
async function prepare(authenticator = new Authenticator()) {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  expect(codes(await addPasskey(world, accessToken, authenticator))).toEqual([]);
  await addLostAuthenticator(world, person);
  return { person, authenticator, accessToken };
}

function startLogin({ username, password }: Person): Promise<Answer> {
  const query = `mutation ($input: LoginInput!) {
    startLogin(input: $input) { tokens { accessToken } next { challenge asks methods passkeyOptions } }
  }`;
  return world.ask(query, { input: { username, password } });
}

const challengeOf = async (person: Person) => (await startLogin(person)).data.startLogin.next;

test('a passkey continues a login that asks for a second factor', async () => {
  const { person, authenticator } = await prepare();
  const { challenge, methods, passkeyOptions } = await challengeOf(person);
  // The best first.
  expect(methods).toEqual(['PASSKEY', 'TOTP', 'RECOVERY_CODE']);
  expect(passkeyOptions).toMatchObject({
    rpId: 'localhost',
    userVerification: 'required',
    allowCredentials: [{ id: authenticator.id, type: 'public-key' }],
  });
  // Authenticators may omit the user if the options name the passkey.
  const passkey = authenticator.get(passkeyOptions, { userHandle: null });
  const { data } = await continueWith(world, challenge, { passkey });
  expect(decodeJwt(data.continueLogin.tokens.accessToken)).toMatchObject({
    amr: ['pwd', 'hwk', 'user', 'mfa'],
    acr: 'urn:auth-service:2',
  });
  expect(codes(await continueWith(world, challenge, { passkey }))).toEqual(['CHALLENGE_INVALID']);
});

test('a passkey logs in without a second factor', async () => {
  const { authenticator } = await prepare();
  const { tokens, next } = (await logInWith(world, authenticator)).data.finishPasskeyLogin;
  expect([next, typeof tokens.accessToken]).toEqual([null, 'string']);
});

test('there are no options without a passkey', async () => {
  const person = await world.addPerson();
  await addLostAuthenticator(world, person);
  const { methods, passkeyOptions } = await challengeOf(person);
  expect([methods, passkeyOptions]).toEqual([expect.not.arrayContaining(['PASSKEY']), null]);
});

test('racing requests with one assertion open one session, and look like no copy', async () => {
  const { person, authenticator } = await prepare(new Authenticator({ counts: true }));
  const { challenge, passkeyOptions } = await challengeOf(person);
  const passkey = authenticator.get(passkeyOptions);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => continueWith(world, challenge, { passkey })),
  );
  expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
  expect(world.log.some((line) => line.includes('passkey.counter-regressed'))).toBe(false);
});

test('an assertion counts only for its own login, and only with a passkey of the account', async () => {
  const { person, authenticator } = await prepare();
  const other = await prepare();
  const [first, second] = [await challengeOf(person), await challengeOf(person)];
  const ofFirst = authenticator.get(first.passkeyOptions);
  const ofOther = other.authenticator.get(first.passkeyOptions);
  const { ceremony, credential } = await assertionOf(world, authenticator);
  const unverified = authenticator.get(second.passkeyOptions, { userVerified: false });
  const elsewhere = authenticator.get(second.passkeyOptions, { origin: 'https://evil.example' });
  expect(codes(await continueWith(world, second.challenge, { passkey: ofFirst }))).toEqual([
    'PASSKEY_INVALID',
  ]);
  expect(codes(await continueWith(world, second.challenge, { passkey: credential }))).toEqual([
    'PASSKEY_INVALID',
  ]);
  expect(codes(await continueWith(world, second.challenge, { passkey: unverified }))).toEqual([
    'PASSKEY_INVALID',
  ]);
  expect(codes(await continueWith(world, second.challenge, { passkey: elsewhere }))).toEqual([
    'PASSKEY_INVALID',
  ]);
  expect(codes(await continueWith(world, first.challenge, { passkey: ofOther }))).toEqual([
    'PASSKEY_INVALID',
  ]);
  expect(codes(await finishLogin(world, { ceremony, credential: ofFirst }))).toEqual(['PASSKEY_INVALID']);
  expect(codes(await continueWith(world, first.challenge, { passkey: ofFirst }))).toEqual([]);
});

describe('confirming the identity', () => {
  const start = 'mutation { startConfirmation { challenge methods passkeyOptions } }';

  test('a passkey replaces the password, and raises the session to level 2', async () => {
    const person = await world.addPerson();
    const { accessToken: token } = await world.openSession(person);
    const authenticator = new Authenticator({ isMultiDevice: true });
    await addPasskey(world, token, authenticator);
    await age(world, token, '11 minutes');
    const { challenge, methods, passkeyOptions } = (await world.ask(start, {}, { token })).data
      .startConfirmation;
    expect(methods).toEqual(['PASSKEY']);
    const wrong = { challenge, password: person.password };
    expect(codes(await confirmIdentity(world, wrong, token))).toEqual(['BAD_USER_INPUT']);
    const passkey = authenticator.get(passkeyOptions);
    const { data } = await confirmIdentity(world, { challenge, passkey }, token);
    expect(decodeJwt(data.confirmIdentity.accessToken)).toMatchObject({
      amr: ['pwd', 'swk', 'user', 'mfa'],
      acr: 'urn:auth-service:2',
    });
    expect(codes(await confirmIdentity(world, { challenge, passkey }, token))).toEqual(['CHALLENGE_INVALID']);
    expect(world.log.some((line) => /"identity.confirmed".*"reason":"swk"/.test(line))).toBe(true);
  });

  test('an assertion counts only for its own confirmation', async () => {
    const { authenticator, accessToken: token } = await prepare();
    const [first, second] = [
      (await world.ask(start, {}, { token })).data.startConfirmation,
      (await world.ask(start, {}, { token })).data.startConfirmation,
    ];
    const passkey = authenticator.get(first.passkeyOptions);
    const other = { challenge: second.challenge, passkey };
    expect(codes(await confirmIdentity(world, other, token))).toEqual(['PASSKEY_INVALID']);
    const own = { challenge: first.challenge, passkey };
    expect(codes(await confirmIdentity(world, own, token))).toEqual([]);
  });
});

test('a recent login with the password alone changes the password of an account with passkeys, but no factor', async () => {
  const person = await world.addPerson();
  const authenticator = new Authenticator();
  await addPasskey(world, (await world.openSession(person)).accessToken, authenticator);
  const { accessToken: token } = await world.openSession(person);
  const newCodes = () => world.ask('mutation { newRecoveryCodes { recoveryCodes } }', {}, { token });
  expect(codes(await removePasskey(world, token, authenticator.id))).toEqual(['REAUTHENTICATION_REQUIRED']);
  expect(codes(await addPasskey(world, token, new Authenticator()))).toEqual(['REAUTHENTICATION_REQUIRED']);
  expect((await newCodes()).errors?.[0]?.extensions).toMatchObject({ methods: ['PASSKEY'] });
  await age(world, token, '11 minutes');
  expect(codes(await change(world, token, person.password))).toEqual(['REAUTHENTICATION_REQUIRED']);
  const { accessToken: fresh } = await world.openSession(person);
  expect(codes(await change(world, fresh, person.password))).toEqual([]);
});

test('a login with a passkey restores a closing account only after the owner has decided', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const authenticator = new Authenticator();
  await addPasskey(world, accessToken, authenticator);
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  await world.sql(
    "insert into account_closings (user_id, due_at, is_restorable) values ($1, now() + interval '1 day', true)",
    [person.id],
  );
  const { tokens, next } = (await logInWith(world, authenticator)).data.finishPasskeyLogin;
  expect([tokens, next.asks]).toEqual([null, 'RESTORE_ACCOUNT']);
  const { data } = await continueWith(world, next.challenge, { restore: true });
  expect(decodeJwt(data.continueLogin.tokens.accessToken)).toMatchObject({ amr: ['hwk', 'user', 'mfa'] });
});

test('a login with a passkey proves no email', async () => {
  const strict = await World.start({ env: { EMAIL_VERIFICATION: 'required' } });
  const person = await strict.addPerson();
  await strict.sql('update users set email_verified_at = now() where id = $1', [person.id]);
  const { accessToken } = await strict.openSession(person);
  const authenticator = new Authenticator();
  await addPasskey(strict, accessToken, authenticator);
  await strict.sql('update users set email_verified_at = null where id = $1', [person.id]);
  const { tokens, next } = (await logInWith(strict, authenticator)).data.finishPasskeyLogin;
  expect([tokens, next.asks]).toEqual([null, 'EMAIL_VERIFICATION']);
  await strict.stop();
});
