import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { endedTexts } from '../../src/account-pages/pages/ended.texts.ts';
import { pages } from '../../src/account-pages/pages.ts';
import { settingsParts } from '../../src/account-pages/settings/settings-parts.ts';
import { stylesheet } from '../../src/account-pages/stylesheet.ts';
import { texts } from '../../src/account-pages/texts.ts';
import { features } from '../../src/features.ts';
import { ownPaths } from '../../src/mail/links.ts';
import { escapeHtml } from '../../src/platform/escape-html.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { DEBUG: 'false' } });
afterAll(() => world.stop());

const paths = Object.keys(pages);

const get = (path: string, { method = 'GET', language = 'en' } = {}, from = world) =>
  fetch(new URL(path, from.url), { method, headers: { 'accept-language': language } });
const bodyOf = async (path: string, language = 'en') => (await get(path, { language })).text();

/** The files of a page: those that it references, and those that its scripts import. */
async function filesOf(path: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const add = async (url: URL): Promise<void> => {
    if (files.has(url.pathname)) return;
    const response = await get(url.pathname);
    expect([url.pathname, response.status]).toEqual([url.pathname, 200]);
    files.set(url.pathname, await response.text());
    const imported = files.get(url.pathname)?.matchAll(/(?:from|import)"(\.\/[^"]+)"/g) ?? [];
    for (const [, name = ''] of imported) await add(new URL(name, url));
  };
  const page = new URL(path, world.url);
  for (const [, link = ''] of (await bodyOf(path)).matchAll(/(?:src|href)="(\.\/files\/[^"]+)"/g))
    await add(new URL(link, page));
  return files;
}

const allOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

describe.each(paths)('%s', (path) => {
  test('is a page that no cache keeps, no frame shows and no search engine lists', async () => {
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers.get('set-cookie')).toBeNull();
  });

  test('may load only files of the service, and has no inline script or style', async () => {
    const { headers } = await get(path);
    const policy = headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]),
    );
    expect(policy?.join()).not.toMatch(/unsafe|https?:|\*/);
    const body = await bodyOf(path);
    expect(body.replace(/<script type="application\/json"/, '')).not.toMatch(
      /<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/,
    );
    expect(body).not.toMatch(/https?:\/\//);
  });

  test('answers HEAD as GET, without a body, and no other method', async () => {
    const [got, head] = [await get(path), await get(path, { method: 'HEAD' })];
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const name of ['content-type', 'content-length', 'content-security-policy', 'cache-control'])
      expect([name, head.headers.get(name)]).toEqual([name, got.headers.get(name)]);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      expect([method, (await get(path, { method })).status]).toEqual([method, 404]);
    expect((await get(`${path}/`)).status).toBe(404);
  });

  test('repeats nothing of its query, neither in the page nor in the log', async () => {
    const secret = 'ThisIsTheTokenOfAMail';
    const plain = await bodyOf(path);
    const lines = world.log.length;
    for (const query of [`?token=${secret}`, `?token="><script>${secret}</script>`, `?${secret}`]) {
      const response = await get(path + query);
      expect(await response.text()).toBe(plain);
      expect(JSON.stringify([...response.headers])).not.toContain(secret);
    }
    const later = world.log.slice(lines).join('');
    expect(later).toContain(`"path":"${path}"`);
    expect(later).not.toContain(secret);
  });

  test.each([
    ['de-AT,de;q=0.9,en;q=0.5', 'de'],
    ['fr,en;q=0.5', 'en'],
    ['fr', 'en'],
  ])('to a browser that prefers %s is in %s', async (language, expected) => {
    const response = await get(path, { language });
    expect(response.headers.get('content-language')).toBe(expected);
    const body = await response.text();
    expect(body).toContain(`<html lang="${expected}"`);
    expect(body).toContain(texts[expected as 'en' | 'de'].noScript);
  });

  test('labels and describes each field, tells password managers what it is, and has one heading in each view', async () => {
    const body = await bodyOf(path);
    const ids = allOf(body, /\sid="([^"]+)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const inputs = allOf(body, /(<input[^>]*>)/g).filter((input) => !/type="checkbox"|\shidden/.test(input));
    for (const input of inputs) {
      const [id] = allOf(input, /\sid="([^"]+)"/g);
      expect(body).toContain(`<label for="${id}">`);
      expect(input).toMatch(/ autocapitalize="none" spellcheck="false"/);
      expect(input.includes('"new-password"')).toBe(
        / minlength="8" passwordrules="minlength: 8;"/.test(input),
      );
      expect(input).toMatch(
        /\sautocomplete="((username|email|current-password|new-password|one-time-code)( webauthn)?|off)"/,
      );
      // A passkey needs no name.
      if (id !== 'passkey-name') expect(input).toMatch(/\srequired/);
      for (const note of allOf(input, /aria-describedby="([^"]+)"/g).flatMap((list) => list.split(' ')))
        expect(ids).toContain(note);
    }
    const views = allOf(body, /<section data-view="[^"]+"[^>]*>([\s\S]*?)<\/section>/g);
    expect(views.length).toBeGreaterThan(path === '/account/ended' ? 0 : 1);
    for (const view of views) expect(allOf(view, /(<h1)/g)).toHaveLength(1);
    for (const button of allOf(body, /<button([^>]*)>/g)) expect(button).toContain('type="submit"');
    // Without its script, a browser must not put a password into a URL.
    for (const form of allOf(body, /<form([^>]*)>/g)) expect(form).toContain('method="post"');
  });

  test('loads only files that exist, and browsers keep them', async () => {
    const files = await filesOf(path);
    expect(files.size).toBe(2);
    for (const file of files.keys()) {
      const { headers } = await get(file);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('content-type')).toMatch(/^text\/(javascript|css); charset=utf-8$/);
      expect((await get(file, { method: 'HEAD' })).status).toBe(200);
    }
  });
});

test('a file of another version is served, but no browser keeps it', async () => {
  const response = await get('/account/files/0123456789abcdef/page.css');
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await response.text()).toBe(stylesheet);
});

test.each([
  ['gzip, deflate, br', 'gzip'],
  ['br;q=1, gzip;q=0.5', 'gzip'],
  ['gzip;q=0, br', undefined],
  ['identity', undefined],
])('for a browser that accepts %s, pages and files are compressed: %s', async (accepted, expected) => {
  for (const path of ['/account/login', '/account/files/0/page.css']) {
    const [response] = await once(
      request(new URL(path, world.url), { headers: { 'accept-encoding': accepted } }).end(),
      'response',
    );
    const body = Buffer.concat(await response.toArray());
    expect([response.headers['content-encoding'], response.headers.vary]).toEqual([
      expected,
      'accept-encoding',
    ]);
    const plain = (await (await get(path)).text()).length;
    expect(String(expected === 'gzip' ? gunzipSync(body) : body)).toHaveLength(plain);
  }
});

test.each([
  '/account/',
  '/account/files/',
  '/account/files/0123456789abcdef/',
  '/account/files/0123456789abcdef/nothing.js',
  '/account/files/0123456789abcdef/tsconfig.json',
  '/account/files/0123456789abcdef/..%2f..%2fpackage.json',
  '/account/files/a/b/page.css',
])('there is nothing at %s', async (path) => {
  const response = await get(path);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
});

test('/account leads to the settings, below whatever path a proxy has added', async () => {
  const response = await fetch(new URL('/account', world.url), { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([303, 'account/settings']);
});

test('password managers find the form for a new password', async () => {
  const url = new URL('/.well-known/change-password', world.url);
  const response = await fetch(url, { redirect: 'manual' });
  const location = new URL(response.headers.get('location') ?? '', url);
  expect([response.status, location.pathname + location.hash]).toEqual([303, '/account/settings#password']);
  const missing = '/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200';
  expect((await get(missing)).status).toBe(404);
});

test.each([
  'en',
  'de',
] as const)('/account/ended has words in %s for each way in which a session ends', async (locale) => {
  const { reasons, general } = endedTexts[locale];
  const codes = Object.keys(reasons);
  expect(codes).toEqual(
    expect.arrayContaining([
      ...features.flatMap(({ revocationReasons = [] }) => revocationReasons),
      // Of an expired session, and of SessionEnd in the client.
      ...['expired-idle', 'expired-age', 'logout', 'other-tab', 'other-user', 'expired', 'ended'],
    ]),
  );
  const shown = async (query: string) =>
    /<h1[^>]*>.*<\/h1>\s*<p>([^<]*)<\/p>/.exec(await bodyOf(`/account/ended${query}`, locale))?.[1];
  for (const code of codes)
    expect(await shown(`?code=${code}`)).toBe(escapeHtml(reasons[code as keyof typeof reasons]));
  for (const query of [
    '',
    '?code=',
    '?code=LATER',
    '?code=__proto__',
    '?code=constructor',
    '?code=reuse&code=owner',
  ])
    expect([query, await shown(query)]).toEqual([query, general]);
});

/** In bytes. The document of the login and the settings has many parts, and other parts will follow. */
const limits: Readonly<Record<string, number>> = { '/account/login': 30_000, '/account/settings': 30_000 };

test.each(paths)('%s with all its files is small, compressed', async (path) => {
  const contents = [...(await filesOf(path)).values(), await bodyOf(path, 'de')];
  const bytes = contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
  expect(bytes).toBeGreaterThan(4_000);
  expect(bytes).toBeLessThan(limits[path] ?? 20_000);
});

test('the page loads the library for QR codes from the service, and only for users who need it', async () => {
  const files = await filesOf('/account/settings');
  const [folder = ''] = [...files.keys()][0]?.match(/.*\//) ?? [];
  expect(files.get(`${folder}settings-page.js`)).toMatch(/import\(["'`]\.\/qr\.js["'`]\)/);
  expect(files.has(`${folder}qr.js`)).toBe(false);
  const response = await get(`${folder}qr.js`);
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  // The page serves one file, so the library must need no other.
  expect(await response.text()).not.toMatch(/^import |^export .* from /m);
});

test.each(['en', 'de'] as const)('no two parts of the settings use one name for texts in %s', (locale) => {
  const names = settingsParts.flatMap((part) => Object.keys(part.scriptTextsIn(locale)));
  expect(names).toEqual([...new Set(names)]);
});

describe.each(['en', 'de'] as const)('in %s', (locale) => {
  const withLink = Object.entries(pages).filter(([, page]) => 'ended' in page.scriptTextsIn(locale));

  test.each(withLink)('%s says why its link does not work, whatever the reason', (path, page) => {
    const { ended } = page.scriptTextsIn(locale) as { ended: object };
    // Without a token, the page is the form for a new signup.
    const missing = path === '/account/signup' ? [] : ['MISSING'];
    expect(Object.keys(ended)).toEqual(expect.arrayContaining([...missing, 'EXPIRED', 'USED', 'INVALID']));
  });

  test('the pages with links are those that links lead to', () => {
    expect(withLink.map(([path]) => path)).toEqual(expect.arrayContaining(Object.values(ownPaths)));
  });
});

test('with ACCOUNT_PAGES=false there are no pages and no files', async () => {
  const without = await World.start({ env: { ACCOUNT_PAGES: 'false', APP_URL: 'https://app.example.com' } });
  for (const path of [...paths, '/account/files/0123456789abcdef/page.css'])
    expect((await get(path, {}, without)).status).toBe(404);
  await without.stop();
});

const firstView = (body: string) => allOf(body, /<section data-view="([^"]+)">/g);

test.each([
  ['/account/login', 'Log in to your account'],
  ['/account/forgot', 'Forgot your password?'],
  ['/account/signup', 'Sign up'],
])('%s has its form in the HTML, and its own title', async (path, title) => {
  const body = await bodyOf(path);
  expect(body).toContain(`<title>${title}</title>`);
  const [view = ''] = allOf(body, /<section data-view="[^"]+">([\s\S]*?)<\/section>/g);
  expect(view).toContain(`<h1 tabindex="-1">${title}</h1>`);
  expect(view).toContain('<form');
});

test('the settings page begins with the login, unless a cookie may hold a session', async () => {
  expect(firstView(await bodyOf('/account/settings'))).toEqual(['login']);
  const withCookie = await World.start({ env: { REFRESH_TOKEN_COOKIE: 'true' } });
  const bodyWithCookie = async (path: string) => (await get(path, {}, withCookie)).text();
  expect(firstView(await bodyWithCookie('/account/settings'))).toEqual(['loading']);
  expect(firstView(await bodyWithCookie('/account/login'))).toEqual(['login']);
  await withCookie.stop();
});

test('in cookie mode the page knows that this browser may hold a session', async () => {
  const withCookie = await World.start({ env: { REFRESH_TOKEN_COOKIE: 'true' } });
  const bodies = [await get('/account/verify', {}, withCookie), await get('/account/verify')];
  const [inCookie, inBody] = await Promise.all(bodies.map((response) => response.text()));
  expect(inCookie).toContain('data-cookie="true"');
  expect(inBody).toContain('data-cookie="false"');
  await withCookie.stop();
});

test('the settings page says when the service deletes an account', async () => {
  const path = '/account/settings';
  expect(await bodyOf(path)).toContain('will be deleted after 14 days.');
  expect(await bodyOf(path, 'de')).toContain('bleiben noch 14 Tage gespeichert');
  const other = await World.start({ env: { ACCOUNT_DELETION_DELAY: '0s' } });
  expect(await (await get(path, {}, other)).text()).toContain('will be deleted at once.');
  await other.stop();
});

test.each([
  'reset',
  'secure',
  'restore',
])('/account/%s ends with a link to the login, if there is no app', async (name) => {
  const link = '<a href="./login">Log in to your account</a>';
  const withApp = await World.start({ env: { APP_URL: 'https://app.example.com' } });
  const withoutApp = await World.start({ env: { APP_URL: '' } });
  expect(await (await get(`/account/${name}`, {}, withoutApp)).text()).toContain(link);
  const text = await (await get(`/account/${name}`, {}, withApp)).text();
  expect(text).not.toContain(link);
  expect(text).toContain('to the app');
  await withApp.stop();
  await withoutApp.stop();
});

const rows = (heading: string) => {
  const page = readFileSync('docs/errors.md', 'utf8');
  return page.slice(page.indexOf(heading)).split('\n## ')[0] ?? '';
};

/** Codes that only other operations return. */
const elsewhere = [
  'INVALID_REFRESH_TOKEN',
  'VERIFICATION_REQUIRED',
  // The pages show the texts for these codes' reasons.
  'LINK_INVALID',
  'EMAIL_TAKEN',
  // The pages show the text for the field.
  'USERNAME_TAKEN',
  // The pages show the text for unexpected errors.
  'FORBIDDEN',
  'INTERNAL_SERVER_ERROR',
];

describe.each(Object.entries(texts))('the texts in %s', (_locale, { script }) => {
  test('have plain words for each error code of an operation', () => {
    const codes = allOf(rows('## From the operations'), /^\| `([A-Z_]+)`/gm).filter(
      (code) => !elsewhere.includes(code),
    );
    expect(codes.length).toBeGreaterThan(8);
    expect(Object.keys(script.codes)).toEqual(expect.arrayContaining(codes));
  });

  test('have plain words for each reason that a form can get', () => {
    const [, list = ''] = /reasons in `fields`: ([^.]+)\./.exec(rows('## From the operations')) ?? [];
    // Reasons for inputs that no page sends.
    const noForm = ['ONLY_ONE', 'WRONG_TYPE', 'UNKNOWN_FIELD', 'UNKNOWN_ENTITY', 'TOO_MANY', 'WRONG'];
    const reasons = allOf(list, /`([A-Z_]+)`/g).filter((reason) => !noForm.includes(reason));
    expect(reasons.length).toBeGreaterThan(5);
    expect(Object.keys(script.reasons)).toEqual(expect.arrayContaining(reasons));
  });
});

describe.each([
  ['light', 0],
  ['dark', 1],
])('in %s mode', (_mode, index) => {
  const colours = Object.fromEntries(
    [...stylesheet.matchAll(/--auth-([\w-]+): light-dark\((#\w+), (#\w+)\);/g)].map(([, name, ...pair]) => [
      name,
      luminanceOf(pair[index] ?? ''),
    ]),
  );
  const contrast = (one: string, other: string) => {
    const [lighter = 0, darker = 0] = [colours[one], colours[other]].map(Number).toSorted((a, b) => b - a);
    return (lighter + 0.05) / (darker + 0.05);
  };

  // WCAG 2.2, 1.4.3 and 1.4.11.
  test.each([
    ['text', 'surface', 4.5],
    ['text', 'background', 4.5],
    ['muted', 'surface', 4.5],
    ['muted', 'background', 4.5],
    ['danger', 'surface', 4.5],
    ['success', 'surface', 4.5],
    ['accent', 'surface', 4.5],
    ['accent', 'background', 4.5],
    ['on-accent', 'accent', 4.5],
    ['surface', 'danger', 4.5],
    ['border', 'surface', 3],
    ['border', 'background', 3],
  ])('%s on %s has a contrast of at least %d to 1', (one, other, least) => {
    expect(contrast(one, other)).toBeGreaterThanOrEqual(least);
  });
});

/** WCAG 2.2, relative luminance. */
function luminanceOf(hex: string): number {
  const digits = hex.length === 4 ? hex.slice(1).replace(/./g, '$&$&') : hex.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
