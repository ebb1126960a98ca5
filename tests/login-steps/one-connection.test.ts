import { Authenticator } from '../support/authenticator.ts';
import { addPasskey, assertionOf, finishLogin } from '../support/passkeys.ts';
import { continueWith } from '../support/second-factors.ts';
import { challengeOf, codeOf, enrol } from '../support/totp.ts';
import { World } from '../support/world.ts';

const world = await World.start();
const small = await World.start({
  database: world.database,
  env: { DATABASE_POOL_SIZE: '1', EMAIL_VERIFICATION: 'required' },
});
afterAll(async () => {
  await small.stop();
  await world.stop();
});

const forgetProof = ({ id }: { id: string }) =>
  world.sql('update users set email_verified_at = null where id = $1', [id]);

/** If a login holds its connection while it waits for a second one, as many logins as connections wait for each other. */
test('a login that goes on to the email after a second factor needs no second connection', async () => {
  const { person, secret } = await enrol(world);
  await forgetProof(person);
  const challenge = await challengeOf(small, person);
  const { data } = await continueWith(small, challenge, { totp: codeOf(secret) });
  expect(data.continueLogin.next).toMatchObject({ asks: 'EMAIL_VERIFICATION', methods: ['EMAIL_CODE'] });
});

test('a login with a passkey that goes on to the email needs no second connection', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const authenticator = new Authenticator();
  await addPasskey(world, accessToken, authenticator);
  await forgetProof(person);
  const { data } = await finishLogin(small, await assertionOf(small, authenticator));
  expect(data.finishPasskeyLogin.next).toMatchObject({ asks: 'EMAIL_VERIFICATION' });
});
