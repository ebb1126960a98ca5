import { ScriptedServer } from '../../tests/support/scripted-server.ts';
import { createAuthCore } from '../src/core.ts';
import { SessionStore } from '../src/react/session/session-store.ts';

let server: ScriptedServer;
/** Whether the service answers logouts. */
let isThere: boolean;
beforeEach(async () => {
  isThere = false;
  server = await ScriptedServer.start();
  let count = 0;
  server.answer = ({ field }) => {
    if (field === 'logout')
      return { body: isThere ? { data: { logout: { revokedSessions: 1 } } } : { errors: [failure] } };
    count += 1;
    const claims = Buffer.from(JSON.stringify({ sid: `session ${count}`, iat: count })).toString('base64url');
    const user = { id: '1', username: 'alice', email: null, isActive: true };
    const refreshToken = `refresh ${count}`;
    return {
      body: { data: { [field]: { accessToken: `h.${claims}.s`, refreshToken, expiresIn: 900, user } } },
    };
  };
});
afterEach(() => server.stop());

const failure = { message: 'away', extensions: { code: 'TEMPORARILY_UNAVAILABLE' } };
const credentials = { username: 'alice', password: 'a long walk by the river' };
const logouts = () => server.seen.filter(({ field }) => field === 'logout');

test('another call tells the service the refresh token of the session that has ended here', async () => {
  const auth = createAuthCore({ uri: server.url, channel: null });
  await auth.login(credentials);
  await expect(auth.logout()).rejects.toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE' });
  expect(auth.currentUser).toBeNull();
  isThere = true;
  await auth.logout();
  await auth.logout();
  const input = { scope: 'CURRENT', refreshToken: 'refresh 1' };
  expect(logouts().map(({ variables }) => variables)).toEqual([{ input }, { input }]);
});

test('React tells the service again, but not after a login', async () => {
  const page = new EventTarget();
  Object.assign(globalThis, { window: page });
  const auth = createAuthCore({ uri: server.url, channel: null });
  const store = new SessionStore(auth);
  const unsubscribe = store.subscribe(() => undefined);
  await auth.login(credentials);
  await store.logout();
  expect(store.getSnapshot().isLogoutPending).toBe(true);
  await store.retry();
  expect([store.getSnapshot().isLogoutPending, logouts().length]).toEqual([true, 2]);

  await auth.login(credentials);
  isThere = true;
  await store.retry();
  expect(store.getSnapshot()).toMatchObject({ status: 'authenticated', isLogoutPending: false });
  expect(logouts()).toHaveLength(2);
  unsubscribe();
  Reflect.deleteProperty(globalThis, 'window');
});
