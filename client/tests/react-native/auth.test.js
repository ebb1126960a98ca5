import { AppState } from 'react-native';
import { auth, authFetch, kept, openAuth, uri } from './auth';

const { NAME: username, PASSWORD: password } = process.env;

async function me() {
  const response = await authFetch(uri, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ me { username } }' }),
  });
  const { data } = await response.json();
  return data.me?.username;
}

async function until(isSo) {
  for (let tries = 0; !isSo() && tries < 3_000; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isSo()).toBe(true);
}

test('logs in, stays logged in after a restart, renews in the foreground, and logs out', async () => {
  // Node.js has these, devices do not.
  for (const name of ['BroadcastChannel', 'navigator', 'crypto', 'structuredClone']) delete globalThis[name];
  const names = ['document', 'BroadcastChannel', 'addEventListener', 'navigator'];
  expect(names.filter((name) => name in globalThis)).toEqual([]);
  expect(await auth.login({ username, password })).toMatchObject({ username });
  expect(await me()).toBe(username);
  expect(await openAuth().restore()).toMatchObject({ username });

  const before = kept.get('auth-session');
  expect(before.length).toBeLessThan(2048);
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + 890_000);
  const [[, onChange]] = AppState.addEventListener.mock.calls;
  onChange('background');
  expect(kept.get('auth-session')).toBe(before);
  onChange('active');
  await until(() => kept.get('auth-session') !== before);
  expect(await me()).toBe(username);

  await auth.logout();
  expect(auth.currentUser).toBeNull();
  expect(await openAuth().restore()).toBeNull();
}, 120_000);
