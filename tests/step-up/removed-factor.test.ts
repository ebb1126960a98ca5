import { Authenticator } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import { challengeFor, confirmIdentity } from '../support/confirmation.ts';
import { addPasskey } from '../support/passkeys.ts';
import { ageSession } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { enrol, removeTotp } from '../support/totp.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

test('after the removal of a factor, the password alone renews no proof of that factor', async () => {
  const { person, tokens } = await enrol(world);
  const { accessToken } = (await removeTotp(world, tokens.accessToken)).data.removeTotp;
  await ageSession(world, accessToken);
  const challenge = await challengeFor(world, accessToken);
  const input = { challenge, password: person.password };
  const { data } = await confirmIdentity(world, input, accessToken);
  const renewed = data.confirmIdentity.accessToken;
  expect(decodeJwt(renewed)).toMatchObject({ amr: ['pwd'], acr: 'urn:auth-service:1' });
  const { accessToken: owner } = await world.openSession(person);
  expect(codes(await addPasskey(world, owner, new Authenticator()))).toEqual([]);
  expect(codes(await addPasskey(world, renewed, new Authenticator()))).toEqual(['REAUTHENTICATION_REQUIRED']);
});
