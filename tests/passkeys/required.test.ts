import { Authenticator } from '../support/authenticator.ts';
import { codes, type Person } from '../support/client.ts';
import { addPasskey, logInWith, removePasskey } from '../support/passkeys.ts';
import { continueWith } from '../support/second-factors.ts';
import { World } from '../support/world.ts';

const optional = await World.start();
const world = await World.start({ env: { SECOND_FACTOR: 'required' }, database: optional.database });
afterAll(async () => {
  await world.stop();
  await optional.stop();
});

async function prepare() {
  const person = await optional.addPerson();
  const { accessToken } = await optional.openSession(person);
  const authenticator = new Authenticator();
  await addPasskey(optional, accessToken, authenticator);
  return { person, authenticator };
}

async function challengeOf({ username, password }: Person) {
  const query = `mutation ($input: LoginInput!) {
    startLogin(input: $input) { next { challenge asks methods passkeyOptions totpEnrolment { secret } } }
  }`;
  return (await world.ask(query, { input: { username, password } })).data.startLogin.next;
}

test('a login with the password asks for the passkey, and sets up no authenticator app', async () => {
  const { person, authenticator } = await prepare();
  const next = await challengeOf(person);
  expect(next).toMatchObject({ asks: 'SECOND_FACTOR', methods: ['PASSKEY'], totpEnrolment: null });
  const passkey = authenticator.get(next.passkeyOptions);
  expect((await continueWith(world, next.challenge, { passkey })).data.continueLogin.next).toBeNull();
});

test('a passkey of another domain is no second factor', async () => {
  const { person } = await prepare();
  await world.sql("update passkeys set rp_id = 'other.example' where user_id = $1", [person.id]);
  expect((await challengeOf(person)).asks).toBe('ENROL');
});

test('a login with a passkey asks for nothing more, and cannot remove the last one', async () => {
  const { authenticator } = await prepare();
  const { tokens, next } = (await logInWith(world, authenticator)).data.finishPasskeyLogin;
  expect(next).toBeNull();
  const removed = await removePasskey(world, tokens.accessToken, authenticator.id);
  expect(codes(removed)).toEqual(['SECOND_FACTOR_REQUIRED']);
  expect(codes(await logInWith(world, authenticator))).toEqual([]);
});
