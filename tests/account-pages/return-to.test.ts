import { pages } from '../../src/account-pages/pages.ts';
import { World } from '../support/world.ts';

const world = await World.start({
  env: {
    DEBUG: 'false',
    APP_URL: 'https://app.example.com/shop',
    CORS_ORIGINS:
      'https://admin.example.com,https://*.preview.example.com,http://plain.example.com,capacitor://localhost',
    RETURN_TO_ORIGINS: 'https://docs.example.com:8443,http://localhost:5173,http://[::1]:5173',
  },
});
afterAll(() => world.stop());

async function bodyWith(returnTo: string, { path = '/account/login', from = world } = {}): Promise<string> {
  const response = await fetch(new URL(`${path}?returnTo=${encodeURIComponent(returnTo)}`, from.url));
  expect(response.status).toBe(200);
  return response.text();
}

const takenFrom = (body: string) =>
  /<html[^>]* data-return-to="([^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&');

test.each([
  ['https://app.example.com/'],
  ['https://app.example.com/orders?id=7&sort=up#/latest'],
  ['https://admin.example.com/users'],
  ['https://docs.example.com:8443/'],
  ['http://localhost:5173/'],
  ['http://[::1]:5173/'],
])('leads back to %s', async (returnTo) => {
  expect(takenFrom(await bodyWith(returnTo))).toBe(returnTo);
});

test.each([
  ['https://app.example.com', 'https://app.example.com/'],
  ['HTTPS://App.Example.COM/Orders', 'https://app.example.com/Orders'],
  ['https://app.example.com:443/', 'https://app.example.com/'],
  ['https://app.example.com/a/../../b', 'https://app.example.com/b'],
  ['https://app.example.com/"><script>', 'https://app.example.com/%22%3E%3Cscript%3E'],
])('reads %s as browsers do', async (returnTo, expected) => {
  expect(takenFrom(await bodyWith(returnTo))).toBe(expected);
});

const bad: [what: string, returnTo: string][] = [
  ['another origin', 'https://evil.example/'],
  ['a subdomain', 'https://evil.app.example.com/'],
  ['a longer name', 'https://app.example.com.evil.example/'],
  ['another port', 'https://app.example.com:8443/'],
  ['an allowed host without its port', 'https://docs.example.com/'],
  ['HTTP instead of HTTPS', 'http://app.example.com/'],
  ['an origin without TLS that may call the service', 'http://plain.example.com/'],
  ['an origin that only a wildcard allows', 'https://one.preview.example.com/'],
  ['a wildcard', 'https://*.preview.example.com/'],
  ['another port of the loopback', 'http://localhost:5174/'],
  ['another name of the loopback', 'http://127.0.0.1:5173/'],
  ['a trailing dot', 'https://app.example.com./'],
  ['an encoded dot in the host', 'https://app.example.com%2eevil.example/'],
  ['an encoded slash in the host', 'https://app.example.com%2f.evil.example/'],
  ['a full-width dot in the host', 'https://evil。example/'],
  ['a user', 'https://app.example.com@evil.example/'],
  ['a user of an allowed host', 'https://user@app.example.com/'],
  ['a user and a password', 'https://user:secret@app.example.com/'],
  ['no scheme', '//app.example.com/'],
  ['no scheme, with a backslash', '/\\app.example.com/'],
  ['backslashes', 'https:\\\\app.example.com/'],
  ['a backslash before a user', 'https://evil.example\\@app.example.com/'],
  ['a backslash in the path', 'https://app.example.com/\\evil.example'],
  ['one slash', 'https:/app.example.com/'],
  ['three slashes', 'https:///app.example.com/'],
  ['no slash', 'https:app.example.com/'],
  ['a path', '/account/settings'],
  ['a script', 'javascript:alert(1)//https://app.example.com/'],
  ['a script in mixed case', 'JaVaScRiPt:alert(1)'],
  ['data', 'data:text/html,<script>alert(1)</script>'],
  ['a file', 'file:///etc/passwd'],
  ['a blob', 'blob:https://app.example.com/0b1c'],
  ['an app', 'capacitor://localhost/'],
  ['a leading space', ' https://app.example.com/'],
  ['a tab in the scheme', 'java\tscript:alert(1)'],
  ['a tab in the host', 'https://app.exa\tmple.com/'],
  ['a line break', 'https://app.example.com/\r\nset-cookie: a=b'],
  ['a null character', 'https://app.example.com/\0'],
  ['the URL encoded twice', 'https%3A%2F%2Fapp.example.com%2F'],
  ['a very long URL', `https://app.example.com/${'a'.repeat(2000)}`],
  ['nothing', ''],
];

test.each(bad)('drops %s, and repeats nothing of it', async (_what, returnTo) => {
  const plain = await (await fetch(new URL('/account/login', world.url))).text();
  expect(await bodyWith(returnTo)).toBe(plain);
});

test('drops a parameter that comes twice, or in another form', async () => {
  const plain = await (await fetch(new URL('/account/login', world.url))).text();
  const url = encodeURIComponent('https://app.example.com/');
  for (const query of [
    `returnTo=${url}&returnTo=${url}`,
    `returnTo[]=${url}`,
    `returnTo[href]=${url}`,
    `returnto=${url}`,
    `__proto__[returnTo]=${url}`,
  ]) {
    const response = await fetch(new URL(`/account/login?${query}`, world.url));
    expect([query, await response.text()]).toEqual([query, plain]);
  }
});

test.each(Object.keys(pages))('%s carries the app along in each link to another page', async (path) => {
  const returnTo = "https://app.example.com/it's?a=b&c=$1";
  const links = [...(await bodyWith(returnTo, { path })).matchAll(/href="(\.\/[^"]*)"/g)]
    .map(([, link = '']) => new URL(link, 'https://auth.example.com/account/'))
    .filter(({ pathname }) => !pathname.startsWith('/account/files/'));
  for (const link of links) expect([...link.searchParams]).toEqual([['returnTo', new URL(returnTo).href]]);
});

test('with DEBUG, leads back to every loopback origin', async () => {
  const developing = await World.start({ env: { DEBUG: 'true' } });
  const options = { from: developing };
  expect(takenFrom(await bodyWith('http://localhost:3000/', options))).toBe('http://localhost:3000/');
  expect(takenFrom(await bodyWith('http://127.0.0.1:3000/', options))).toBe('http://127.0.0.1:3000/');
  expect(takenFrom(await bodyWith('http://localhost.evil.example/', options))).toBeUndefined();
  expect(takenFrom(await bodyWith('https://app.example.com/', options))).toBeUndefined();
  await developing.stop();
});
