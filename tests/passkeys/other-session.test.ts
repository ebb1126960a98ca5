import { Authenticator } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import {
  addPasskey,
  assertionOf,
  finishRegistration,
  logInWith,
  removePasskey,
  renamePasskey,
  startRegistration,
} from '../support/passkeys.ts';
import { World } from '../support/world.ts';

const world = await World.start({
  env: {
    NODE_ENV: 'production',
    JWT_ISSUER: 'http://localhost:4000',
    PASSKEY_RP_ID: 'localhost',
    PASSKEY_ORIGINS: 'http://localhost:4000',
  },
});
afterAll(() => world.stop());

test('a thief with the password and a session cannot keep the owner from adding and removing passkeys', async () => {
  const person = await world.addPerson();
  const { accessToken: thief } = await world.openSession(person);
  const first = new Authenticator();
  const { ceremony, options } = (await startRegistration(world, thief)).data.startPasskeyRegistration;
  const credential = first.create(options);
  expect(codes(await finishRegistration(world, thief, { ceremony, credential }))).toEqual([]);
  const forged = (await assertionOf(world, first)).ceremony;
  for (let tries = 0; tries < 61; tries += 1) {
    await renamePasskey(world, thief, { id: first.id, name: 'x' });
    expect(codes(await finishRegistration(world, thief, { ceremony: forged, credential }))).toEqual([
      'PASSKEY_INVALID',
    ]);
  }
  expect(codes(await renamePasskey(world, thief, { id: first.id, name: 'x' }))).toEqual(['RATE_LIMITED']);
  const { accessToken } = (await logInWith(world, first)).data.finishPasskeyLogin.tokens;
  expect(codes(await addPasskey(world, accessToken, new Authenticator()))).toEqual([]);
  expect(codes(await removePasskey(world, accessToken, first.id))).toEqual([]);
});
