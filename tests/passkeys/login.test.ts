import { decodeJwt } from 'jose';
import { Authenticator } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import { addPasskey, assertionOf, finishLogin, logInWith, startLogin } from '../support/passkeys.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

/** A user with a passkey. */
async function prepare(authenticator = new Authenticator()) {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  expect(codes(await addPasskey(world, accessToken, authenticator))).toEqual([]);
  return { person, authenticator, accessToken };
}

test('a passkey logs in without a password, and counts as two factors', async () => {
  const { person, authenticator } = await prepare();
  const { data } = await logInWith(world, authenticator);
  const { tokens, next } = data.finishPasskeyLogin;
  expect(next).toBeNull();
  expect(tokens.user).toEqual({ id: person.id, username: person.username });
  expect(decodeJwt(tokens.accessToken)).toMatchObject({
    amr: ['hwk', 'user', 'mfa'],
    acr: 'urn:auth-service:2',
  });
  expect((await world.me(tokens.accessToken)).data.me.id).toBe(person.id);
});

test('the options name no account, and require user verification', async () => {
  const { data } = await startLogin(world);
  expect(data.startPasskeyLogin.options).toMatchObject({
    rpId: 'localhost',
    userVerification: 'required',
    allowCredentials: [],
    challenge: data.startPasskeyLogin.ceremony,
  });
  expect(data.startPasskeyLogin.expiresIn).toBe(300);
});

test('20 requests with one assertion open one session', async () => {
  const { person, authenticator } = await prepare(new Authenticator({ counts: true }));
  const input = await assertionOf(world, authenticator);
  const answers = await Promise.all(Array.from({ length: 20 }, () => finishLogin(world, input)));
  expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
  for (const answer of answers.filter(({ errors }) => errors))
    expect(codes(answer)).toEqual(['PASSKEY_INVALID']);
  const [row] = await world.sql<{ count: string }>(
    "select count(*) from sessions where user_id = $1 and 'hwk' = any(methods)",
    [person.id],
  );
  expect(row?.count).toBe('1');
  expect(world.log.some((line) => line.includes('passkey.counter-regressed'))).toBe(false);
});
