import { applyFactorResets } from '../../src/factor-resets/apply-factor-resets.ts';
import { Authenticator } from '../support/authenticator.ts';
import { codes } from '../support/client.ts';
import { admin, makeDue, resetFactors, stateOf } from '../support/factor-resets.ts';
import { addPasskey, logInWith } from '../support/passkeys.ts';
import { forgetLimits } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => forgetLimits(world));

const time = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);

async function addPerson() {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const authenticator = new Authenticator();
  const added = await addPasskey(world, accessToken, authenticator, { name: 'My key' });
  expect(codes(added)).toEqual([]);
  return { person, authenticator };
}

test('shows the passkeys of an account by name and last use', async () => {
  const { person, authenticator } = await addPerson();
  const factors = async () => (await admin(world, ['users', 'factors', person.username])).results[0].factors;
  const passkey = { name: 'My key', createdAt: time, lastUsedAt: null };
  expect(await factors()).toContainEqual({ method: 'PASSKEY', count: 1, details: [passkey] });
  await logInWith(world, authenticator);
  expect(await factors()).toContainEqual({
    method: 'PASSKEY',
    count: 1,
    details: [{ ...passkey, lastUsedAt: time }],
  });
});

test('a reset removes the passkeys too', async () => {
  const { person, authenticator } = await addPerson();
  expect(await resetFactors(world, person.username)).toMatchObject({ code: 0 });
  await makeDue(world, person);
  expect(await applyFactorResets(world.app)).toBe(1);
  expect(codes(await logInWith(world, authenticator))).toEqual(['PASSKEY_UNKNOWN']);
  expect(codes(await world.logIn(person))).toEqual([]);
});

test('a login with a passkey cancels the reset', async () => {
  const { person, authenticator } = await addPerson();
  await resetFactors(world, person.username);
  expect(await stateOf(world, person)).toMatchObject({ isPending: true });
  expect(codes(await logInWith(world, authenticator))).toEqual([]);
  expect(await stateOf(world, person)).toMatchObject({ isPending: false });
});
