import { World } from './support/world.ts';

/*
 * Cases considered: capacitor, ionic, tauri, app and vscode-webview pages; extensions for Chrome, Firefox and Safari (whose
 * UUID is in capitals); a port in a preview's origin; `null`, `file://`, a path, a trailing slash, capitals, `*` in other
 * places, and `*` over a top-level domain. tests/config.test.ts covers configurations that are rejected.
 */

const apps = [
  'capacitor://localhost',
  'ionic://localhost',
  'tauri://localhost',
  'app://-',
  'vscode-webview://0a1b2c',
  'chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb',
  'moz-extension://ad2a0c9b-9f1a-4f6c-8bd4-3fd7d0e1a0b1',
  'safari-web-extension://7D3A0F4E-58A0-4D49-9E21-4C2A1D7E1C11',
];
const previews = 'https://*.preview.example.com,https://*.example.org:8443';

const world = await World.start({
  env: { DEBUG: 'false', CORS_ORIGINS: [...apps, previews].join(','), REFRESH_TOKEN_COOKIE: 'true' },
});
afterAll(() => world.stop());

async function isAllowed(origin: string): Promise<boolean> {
  const headers = { origin, 'access-control-request-method': 'POST' };
  const preflight = await fetch(world.url, { method: 'OPTIONS', headers });
  const allowed = preflight.headers.get('access-control-allow-origin');
  expect([null, origin]).toContain(allowed);
  return allowed !== null;
}

test.each([
  ...apps,
  'https://pr-7.preview.example.com',
  'https://7.preview.example.com',
  'https://a.example.org:8443',
])('lets %s in', async (origin) => {
  expect(await isAllowed(origin)).toBe(true);
});

test.each([
  'null',
  'file://',
  'http://localhost',
  'capacitor://localhost:80',
  'capacitor://other',
  'CAPACITOR://localhost',
  'chrome-extension://bapbdbdomjkkjkaonfhkkikfgjllcleb',
  'https://preview.example.com',
  'https://a.b.preview.example.com',
  'https://.preview.example.com',
  'https://*.preview.example.com',
  'http://pr-7.preview.example.com',
  'https://pr-7.preview.example.com:8443',
  'https://a.example.org',
  'https://evil.example/.preview.example.com',
  'https://pr-7xpreview.example.com',
  'https://pr-7.preview.example.com.evil.example',
])('keeps %s out', async (origin) => {
  expect(await isAllowed(origin)).toBe(false);
});

test('accepts the cookie of a page on its own host, but not of an app whose origin has the same host', async () => {
  const { host } = new URL(world.url);
  const person = await world.addPerson();
  const [cookie = ''] = ((await world.logIn(person)).headers.get('set-cookie') ?? '').split(';');
  const refresh = (origin: string) =>
    world.ask('mutation { refresh { tokenType } }', {}, { headers: { origin, cookie } });
  expect((await refresh(`other-app://${host}`)).errors?.[0]?.extensions.code).toBe('INVALID_REFRESH_TOKEN');
  expect((await refresh(`http://${host}`)).data).toEqual({ refresh: { tokenType: 'bearer' } });
});
