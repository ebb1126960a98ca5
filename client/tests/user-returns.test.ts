import { until } from '../../tests/support/left-behind.ts';
import { ScriptedServer } from '../../tests/support/scripted-server.ts';
import { createAuthCore } from '../src/core.ts';

/** A page with a clock. */
const page = Object.assign(new EventTarget(), { document: { hidden: false } });
let server: ScriptedServer;
let now = Date.now();
const pageGlobals = {
  document: page.document,
  addEventListener: page.addEventListener.bind(page),
  removeEventListener: page.removeEventListener.bind(page),
};
beforeEach(async () => {
  Object.assign(globalThis, pageGlobals);
  page.document.hidden = false;
  now = Date.now();
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  server = await ScriptedServer.start();
  let count = 0;
  server.answer = ({ field }) => {
    count += 1;
    const claims = Buffer.from(JSON.stringify({ sid: 'one', iat: count })).toString('base64url');
    const user = { id: '1', username: 'alice', email: null, isActive: true };
    const tokens = { accessToken: `head.${claims}.x`, refreshToken: 'r', expiresIn: 900, user };
    return { body: { data: { [field]: tokens } } };
  };
});
afterEach(async () => {
  for (const name of Object.keys(pageGlobals)) Reflect.deleteProperty(globalThis, name);
  jest.restoreAllMocks();
  await server.stop();
});

async function logIn() {
  const auth = createAuthCore({ uri: server.url, channel: null });
  await auth.restore();
  await auth.login({ username: 'alice', password: 'a long walk by the river' });
  return auth;
}

const come = (event: string) => page.dispatchEvent(new Event(event));
const night = 8 * 3_600_000;

test.each(['focus', 'online', 'visibilitychange'])('renews an expired token on %s, once', async (event) => {
  const auth = await logIn();
  come(event);
  // If a refresh were under way, this would wait for it.
  await auth.accessToken();
  expect(server.count('refresh')).toBe(0);
  now += night;
  for (let time = 0; time < 5; time += 1) come(event);
  await until('the refresh', () => server.count('refresh') === 1);
  await auth.accessToken();
  expect(server.count('refresh')).toBe(1);
  auth.close();
});

test('tries at most once a minute while the service fails, and never in a hidden tab or after close', async () => {
  let sent = 0;
  const auth = createAuthCore({
    uri: server.url,
    channel: null,
    fetch: (input, init) => {
      sent += 1;
      return fetch(input, init);
    },
  });
  await auth.restore();
  await auth.login({ username: 'alice', password: 'a long walk by the river' });
  server.answer = () => ({ body: { errors: [{ message: 'no', extensions: { code: 'OVERLOADED' } }] } });
  now += night;
  sent = 0;
  /** How many requests the client has sent when every refresh that the event could start has begun. */
  const sentAfter = async (event: string) => {
    come(event);
    // A refresh begins after another timer that started earlier and is shorter.
    await new Promise((resolve) => setTimeout(resolve, 5));
    return sent;
  };
  page.document.hidden = true;
  expect(await sentAfter('focus')).toBe(0);
  page.document.hidden = false;
  await sentAfter('focus');
  await until('the attempt', () => sent > 0);
  expect(sent).toBe(1);
  // The attempt has failed when this, which joins or repeats it, has failed.
  await expect(auth.accessToken()).rejects.toMatchObject({ code: 'OVERLOADED' });
  sent = 0;
  now += 59_000;
  expect(await sentAfter('focus')).toBe(0);
  now += 2_000;
  await sentAfter('online');
  await until('the next attempt', () => sent > 0);
  expect(sent).toBe(1);
  await expect(auth.accessToken()).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(auth.currentUser).not.toBeNull();
  auth.close();
  sent = 0;
  now += 61_000;
  expect(await sentAfter('focus')).toBe(0);
});
