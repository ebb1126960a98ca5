import type { StorageState } from '../../src/testing/kit/types.ts';
import { KitClient, startKit, stopKits } from '../../tests/support/kit.ts';
import { createAuthCore } from '../src/core.ts';

afterAll(stopKits);

const origin = 'http://localhost:5173';

/** A browser's localStorage, with what the state has for an origin. */
function storageOf(state: StorageState, key = 'auth-session') {
  const items = state.origins.find((each) => each.origin === origin)?.localStorage ?? [];
  const kept = new Map(items.map(({ name, value }) => [name, value]));
  return {
    get: () => kept.get(key),
    set: (text: string) => void kept.set(key, text),
    remove: () => void kept.delete(key),
  };
}

describe('the storageState of the test kit', () => {
  test('logs the client in from localStorage', async () => {
    const auth = await startKit();
    const user = await auth.user();
    for (const key of [undefined, 'my-key']) {
      const state = await user.storageState({ origin: `${origin}/app`, ...(key && { key }) });
      expect(state.cookies).toEqual([]);
      const client = createAuthCore({ uri: auth.url, storage: storageOf(state, key), channel: null });
      expect(await client.restore()).toMatchObject({
        id: user.id,
        username: user.username,
        email: user.email,
      });
      const before = await client.accessToken();
      expect(await client.accessToken(before ?? '')).not.toBe(before);
      client.close();
    }
    await expect(user.storageState()).rejects.toThrow(/needs the origin of the app/);
    await expect(user.storageState({ origin, mode: 'cookie' })).rejects.toThrow(/REFRESH_TOKEN_COOKIE=true/);
  });

  test('logs the browser in by cookie', async () => {
    const auth = await startKit({ env: { REFRESH_TOKEN_COOKIE: 'true' } });
    const user = await auth.user();
    const { cookies, origins } = await user.storageState({ mode: 'cookie' });
    expect(origins).toEqual([]);
    expect(cookies).toMatchObject([
      {
        name: 'refresh_token',
        domain: 'localhost',
        path: '/graphql',
        httpOnly: true,
        secure: false,
        sameSite: 'Strict',
      },
    ]);
    const [{ name = '', value = '', expires = 0 } = {}] = cookies;
    expect(Math.abs(expires - Date.now() / 1000 - 30 * 86_400)).toBeLessThan(60);
    const query = 'mutation { refresh { user { username } } }';
    const { data } = await new KitClient(auth).ask(query, {}, { headers: { cookie: `${name}=${value}` } });
    expect(data.refresh.user.username).toBe(user.username);
    expect((await user.tokens()).refreshToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    await expect(user.storageState({ origin, mode: 'storage' })).rejects.toThrow(
      /REFRESH_TOKEN_COOKIE=false/,
    );
  });
});
