import { makePerson } from '../../tests/support/client.ts';
import { World } from '../../tests/support/world.ts';
import { AuthError, completeSignup, createAuthCore, memoryStorage, signupAndLogin } from '../src/core.ts';

const world = await World.start();
afterAll(() => world.stop());

test('signupAndLogin creates an account and logs in, or tells why it cannot', async () => {
  const person = makePerson();
  const auth = createAuthCore({ uri: world.url, channel: null });
  const { user, next } = await signupAndLogin(auth, person);
  expect([user?.username, next, auth.currentUser]).toEqual([person.username, null, user]);
  await auth.logout();
  await expect(signupAndLogin(auth, person)).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
  expect(auth.currentUser).toBeNull();
});

test('currentUser has the fields that the app selects, after a login, a refresh and a reload', async () => {
  const { username, password } = await world.addPerson();
  const storage = memoryStorage();
  const options = { uri: world.url, channel: null, storage, userFields: 'emailVerified pendingEmail' };
  const auth = createAuthCore(options);
  const fields = { username, emailVerified: false, pendingEmail: null };
  expect(await auth.login({ username, password })).toMatchObject(fields);
  await world.sql('update users set email_verified_at = now() where username = $1', [username]);
  await auth.accessToken(String(await auth.accessToken()));
  expect(auth.currentUser).toMatchObject({ ...fields, emailVerified: true });
  expect(await createAuthCore(options).restore()).toMatchObject({ ...fields, emailVerified: true });
});

test('an AuthError has the code, the reason and the request id of the response', async () => {
  const auth = createAuthCore({ uri: world.url, channel: null });
  const used = completeSignup(auth, { token: 'damaged', password: 'a long walk by the river' });
  const error = await used.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AuthError);
  expect(error).toMatchObject({ code: 'LINK_INVALID', reason: 'INVALID', requestId: expect.any(String) });
});
