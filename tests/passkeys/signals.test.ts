import { Authenticator } from '../support/authenticator.ts';
import { addPasskey, logInWith, removePasskey, startRegistration } from '../support/passkeys.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

async function signalsOf(token: string) {
  const query = '{ me { passkeySignals { rpId userHandle acceptedCredentialIds } } }';
  return (await world.ask(query, {}, { token })).data.me.passkeySignals;
}

test("lists what a browser needs to know about the owner's passkeys", async () => {
  const { accessToken } = await world.openSession(await world.addPerson());
  expect(await signalsOf(accessToken)).toBeNull();
  const [one, other] = [new Authenticator(), new Authenticator()];
  const { data } = await startRegistration(world, accessToken);
  const userHandle = data.startPasskeyRegistration.options.user.id;
  expect(await signalsOf(accessToken)).toEqual({ rpId: 'localhost', userHandle, acceptedCredentialIds: [] });
  await addPasskey(world, accessToken, one);
  const strong = (await logInWith(world, one)).data.finishPasskeyLogin.tokens.accessToken;
  await addPasskey(world, strong, other);
  expect((await signalsOf(accessToken)).acceptedCredentialIds).toEqual([one.id, other.id]);
  const removed = await removePasskey(world, strong, one.id);
  const { tokens } = removed.data.removePasskey;
  expect(await signalsOf(tokens.accessToken)).toEqual({
    rpId: 'localhost',
    userHandle,
    acceptedCredentialIds: [other.id],
  });
});
