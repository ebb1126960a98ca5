import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { accountPageSettings } from '../../src/account-pages/account-pages.settings.ts';
import { accent, textOn } from '../../src/account-pages/brand/accent.ts';
import { colourOf, contrast } from '../../src/account-pages/brand/contrast.ts';
import { colours } from '../../src/account-pages/styles/tokens.ts';
import { stylesheet } from '../../src/account-pages/stylesheet.ts';
import { loadConfig } from '../../src/kernel/config.ts';
import { mailSettings } from '../../src/mail/mail.settings.ts';
import { serviceName } from '../../src/mail/mail-view.ts';
import { findRelyingParty } from '../../src/passkeys/relying-party.ts';
import { makeFolder } from '../support/left-behind.ts';
import { World } from '../support/world.ts';

const folder = makeFolder();
const fileOf = (name: string, content: string | Buffer) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

const svg = (attributes = '') =>
  `<?xml version="1.0"?>\n<!-- A logo. --><svg xmlns="http://www.w3.org/2000/svg"${attributes}><script>alert(1)</script></svg>`;
const png = (width: number, height: number) => {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Buffer.concat([header, size]);
};

const settingsOf = (environment: Record<string, string>) =>
  loadConfig(environment, [accountPageSettings]).of(accountPageSettings);

describe('a service with a brand', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({
      env: {
        BRAND_NAME: 'Müller & Söhne <Shop>',
        BRAND_LOGO_FILE: fileOf('logo.svg', svg()),
        BRAND_ACCENT: '#b00',
        BRAND_CSS_FILE: fileOf('brand.css', 'header { border-bottom: 1px solid; }'),
        SUPPORT_EMAIL: 'help+1@example.com',
      },
    });
  });
  afterAll(() => world.stop());
  const bodyOf = async (place: string) => (await fetch(new URL(place, world.url))).text();
  const fileIn = async (pattern: RegExp) => {
    const [, place = ''] = pattern.exec(await bodyOf('/account/settings')) ?? [];
    return fetch(new URL(`/account/${place}`, world.url));
  };

  test('shows its name, its logo and the email for help on every page', async () => {
    for (const page of ['settings', 'forgot', 'restore']) {
      const body = await bodyOf(`/account/${page}`);
      expect(body).toMatch(
        /<header><img src="\.\/files\/[\w-]+\/logo\.svg" alt="" \/><span>Müller &amp; Söhne &lt;Shop&gt;<\/span><\/header>/,
      );
      expect(body).toContain('<a id="support" href="mailto:help%2B1@example.com">help+1@example.com</a>');
    }
  });

  test('has the same name in mails, authenticator apps and the dialogs of passkeys', () => {
    const name = 'Müller & Söhne <Shop>';
    expect([serviceName(world.app), findRelyingParty(world.app)?.name]).toEqual([name, name]);
  });

  test('serves its logo as a picture in which nothing runs', async () => {
    const { headers, status } = await fileIn(/<img src="\.\/([^"]+)"/);
    expect(status).toBe(200);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*; sandbox$/),
      'x-content-type-options': 'nosniff',
    });
  });

  test('has its accent and then its own rules at the end of the stylesheet', async () => {
    const css = await (await fileIn(/rel="stylesheet" href="\.\/([^"]+)"/)).text();
    expect(css.slice(0, stylesheet.length)).toBe(stylesheet);
    expect(css.slice(stylesheet.length)).toMatch(
      /^\n:root \{\s+--auth-accent: light-dark\(#bb0000, #\w{6}\);\s+--auth-on-accent: light-dark\(#ffffff, #000000\);\s+\}\n\nheader \{ border-bottom: 1px solid; \}$/,
    );
  });
});

test('without a brand, the pages name the sender of the mails, and no email for help', async () => {
  const world = await World.start();
  const body = await (await fetch(new URL('/account/settings', world.url))).text();
  expect(body).toContain('<header><span>Auth</span></header>');
  expect(body).not.toContain('mailto:');
  await world.stop();
});

test.each([
  ['a wide PNG', png(400, 100), 'logo.png', true],
  ['a square PNG', png(100, 100), 'logo.png', false],
  ['a wide SVG', svg(' viewBox="0 0 120 30"'), 'logo.svg', true],
  ['an SVG without a size', svg(), 'logo.svg', false],
])('%s is a logo', (_kind, content, name, isWide) => {
  const { BRAND_LOGO_FILE } = settingsOf({ BRAND_LOGO_FILE: fileOf('logo', content) });
  expect(BRAND_LOGO_FILE).toMatchObject({ name, isWide });
});

const missing = path.join(folder, 'missing');

test.each([
  ['BRAND_LOGO_FILE', missing, 'names a file that cannot be read (ENOENT)'],
  ['BRAND_LOGO_FILE', folder, 'must name a file'],
  ['BRAND_LOGO_FILE', fileOf('large.svg', svg() + ' '.repeat(15_000)), 'at most 15000 are allowed'],
  ['BRAND_LOGO_FILE', fileOf('page.svg', `<html>${svg()}</html>`), 'must name a PNG, or an SVG'],
  ['BRAND_LOGO_FILE', fileOf('plain.svg', '<svg></svg>'), 'xmlns="http://www.w3.org/2000/svg"'],
  ['BRAND_LOGO_FILE', fileOf('logo.gif', 'GIF89a'), 'must name a PNG, or an SVG'],
  ['BRAND_LOGO_FILE', fileOf('empty.svg', ''), 'must name a PNG, or an SVG'],
  ['BRAND_LOGO_FILE', fileOf('comments.svg', '<!---->'.repeat(2_000)), 'must name a PNG, or an SVG'],
  ['BRAND_CSS_FILE', missing, 'names a file that cannot be read (ENOENT)'],
  ['BRAND_CSS_FILE', fileOf('large.css', ' '.repeat(15_001)), 'names a file of 15001 bytes'],
  ['BRAND_CSS_FILE', fileOf('picture.css', png(1, 1)), 'must name a CSS file in UTF-8'],
  ['BRAND_ACCENT', 'red', 'must be a CSS colour such as #1f5fbf'],
  ['BRAND_ACCENT', '#12345', 'must be a CSS colour such as #1f5fbf'],
  ['SUPPORT_EMAIL', 'help', 'must be an email'],
])('refuses %s=%s, and says what to do', (name, value, message) => {
  expect(() => settingsOf({ [name]: value })).toThrow(`${name} `);
  expect(() => settingsOf({ [name]: value })).toThrow(message);
});

test.each(['', ' ', 'a\nb', 'x'.repeat(61)])('refuses the name %j, or takes it as unset', (BRAND_NAME) => {
  const read = () => loadConfig({ BRAND_NAME }, [mailSettings]).of(mailSettings).BRAND_NAME;
  if (BRAND_NAME === '') expect(read()).toBeUndefined();
  else expect(read).toThrow(/BRAND_NAME must/);
});

test('keeps an accent that is legible', () => {
  expect(accent.parse('#1f5fbf').light).toBe('#1f5fbf');
  expect(accent.parse('#8AB4F8').dark).toBe('#8ab4f8');
});

test.each([
  '#fff',
  '#000',
  '#ffd600',
  '#777777',
  '#f3f4f7',
  '#00ff00',
  '#121419',
  '#e53935',
])('makes the accent %s legible in both schemes', (hex) => {
  const { light, dark } = accent.parse(hex);
  for (const [colour, scheme] of [
    [light, 0],
    [dark, 1],
  ] as const) {
    const from = (other: string) => contrast(colourOf(colour), colourOf(other));
    expect(from(colours.surface[scheme])).toBeGreaterThanOrEqual(4.5);
    expect(from(colours.background[scheme])).toBeGreaterThanOrEqual(4.5);
    expect(from(textOn(colour))).toBeGreaterThanOrEqual(4.5);
  }
});
