import { ScriptedServer } from '../../tests/support/scripted-server.ts';
import { sendAsUser } from '../src/core/send-as-user.ts';
import { createAuthCore } from '../src/core.ts';
import { storeOf } from '../src/react/session/session-store.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await ScriptedServer.start();
  Object.assign(globalThis, { window: new EventTarget(), document: new EventTarget() });
});
afterEach(async () => {
  for (const name of ['window', 'document']) Reflect.deleteProperty(globalThis, name);
  await server.stop();
});

const user = { id: '1', username: 'alice', email: 'alice@example.com', isActive: true };

function tokens(sid: string, iat: number, of = user) {
  const claims = Buffer.from(JSON.stringify({ sid, iat })).toString('base64url');
  return { accessToken: `head.${claims}.1`, refreshToken: null, expiresIn: 3600, user: of };
}

test('a login in another tab replaces a logout that has not reached the service', async () => {
  let logins = 0;
  server.answer = ({ field }) => {
    if (field !== 'login') return { cut: true };
    logins += 1;
    return { body: { data: { login: tokens(`session ${logins}`, logins) } } };
  };
  const options = { uri: server.url, cookie: true, channel: `test ${server.url}` };
  const [here, there] = [createAuthCore(options), createAuthCore(options)];
  const credentials = { username: 'alice', password: 'a long walk by the river' };
  await here.login(credentials);
  const store = storeOf(here);
  const unsubscribe = store.subscribe(() => undefined);
  await store.logout();
  expect(store.getSnapshot()).toMatchObject({ status: 'anonymous', isLogoutPending: true });

  const isHere = new Promise((resolve) => here.onChange(resolve));
  await there.login(credentials);
  await isHere;
  server.seen.length = 0;
  await store.retry();
  expect(store.getSnapshot()).toMatchObject({ status: 'authenticated', isLogoutPending: false });
  expect([there.currentUser, server.count('logout')]).toEqual([user, 0]);
  unsubscribe();
  here.close();
  there.close();
});

test('the response to one user does not reach the next one', async () => {
  const auth = createAuthCore({ uri: server.url, channel: null });
  await auth.accept(tokens('one', 1));
  let answer: () => void = () => undefined;
  let after = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.answer = () => ({ body: { data: { deleteAccount: { dueAt: '2030-01-01' } } }, after });
  const deletion = () => sendAsUser(auth, 'mutation { deleteAccount { dueAt } }');
  const [one, other] = [deletion(), deletion()];
  while (server.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  // Another session of the same user.
  await auth.accept(tokens('two', 2));
  answer();
  expect(await one).toEqual({ dueAt: '2030-01-01' });
  expect(await other).toEqual({ dueAt: '2030-01-01' });

  after = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const late = deletion();
  while (server.seen.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await auth.accept(tokens('three', 3, { ...user, id: '2' }));
  answer();
  await expect(late).rejects.toThrow(expect.objectContaining({ code: 'SESSION_ENDED' }));
  expect(await deletion()).toEqual({ dueAt: '2030-01-01' });
});
