import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { codes } from './support/client.ts';
import { within } from './support/patience.ts';
import { outcome, RawSocket } from './support/raw-socket.ts';
import { World } from './support/world.ts';

const world = await World.start({ env: { DEBUG: 'false', HEADERS_TIMEOUT: '2s', REQUEST_TIMEOUT: '3s' } });
const { accessToken } = await world.openSession();
afterAll(() => world.stop());

const head = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const close = 'Connection: close\r\n';
const query = '{"query":"{ __typename }"}';

/** Checks that another client is not affected. */
async function expectService(): Promise<void> {
  const began = performance.now();
  expect((await world.me(accessToken)).data.me).not.toBeNull();
  expect(performance.now() - began).toBeLessThan(within(1_000));
}

test.each([
  ['headers', `${head}X-Slow: a`],
  ['a body', `${head}Content-Length: 100\r\n\r\n{"query":`],
  ['a chunk of a body', `${head}Transfer-Encoding: chunked\r\n\r\n64\r\n{"query":`],
])('closes two hundred connections that never finish %s, and serves other clients meanwhile', async (_what, beginning) => {
  const sockets = await Promise.all(Array.from({ length: 200 }, () => RawSocket.open(world.url)));
  const began = performance.now();
  const answers = sockets.map((socket) => socket.exchange(beginning));
  const drip = setInterval(() => sockets.forEach(({ socket }) => void socket.write('a')), 200);
  await expectService();
  expect(sockets.some(({ isClosed }) => isClosed)).toBe(false);
  for (const answer of await Promise.all(answers)) {
    expect(outcome(answer)).toEqual([408, 'REQUEST_TIMEOUT']);
  }
  clearInterval(drip);
  expect(performance.now() - began).toBeLessThan(within(10_000));
  await expectService();
});

const bomb = Buffer.alloc(5_000_000, '{"query":"{ __typename }"}');
const compressed = { gzip: gzipSync(bomb), br: brotliCompressSync(bomb), deflate: deflateSync(bomb) };

test.each(Object.entries(compressed))('rejects a body in %s', async (encoding, body) => {
  expect(body.length).toBeLessThan(16_384);
  const before = process.memoryUsage().rss;
  const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
  const response = await fetch(world.url, { method: 'POST', headers, body });
  expect([response.status, await response.json()]).toMatchObject([
    415,
    { errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] },
  ]);
  expect(process.memoryUsage().rss - before).toBeLessThan(bomb.length);
  await expectService();
});

test('rejects a body that is too long, with or without a content length', async () => {
  const answer = await world.refresh('A'.repeat(300_000));
  expect([answer.status, codes(answer)]).toEqual([413, ['PAYLOAD_TOO_LARGE']]);
  const chunk = `4000\r\n${'A'.repeat(0x4000)}\r\n`;
  const socket = await RawSocket.open(world.url);
  expect(
    outcome(await socket.exchange(`${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}`)),
  ).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  await expectService();
});

test('closes the connection of a client that keeps sending ten megabytes', async () => {
  const before = process.memoryUsage().rss;
  const began = performance.now();
  const bytes = Buffer.alloc(10_000_000, 'A');
  bytes.write(`${head}Content-Length: 20000000\r\n\r\n`);
  const answers = Array.from({ length: 20 }, async () => (await RawSocket.open(world.url)).exchange(bytes));
  await expectService();
  // A client that is still writing when the connection is closed may never see the response.
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^$|^HTTP\/1.1 413 /);
  expect(performance.now() - began).toBeLessThan(within(5_000));
  expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
});

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const bodies: Record<string, Buffer> = {
  'bytes in a password that are not UTF-8': Buffer.concat([
    utf8('{"query":"mutation { login(input: {username: \\"a\\", password: \\"'),
    Buffer.from([0xff, 0xc0, 0x80]),
    utf8('\\"}) { tokenType } }"}'),
  ]),
  'half of a character': utf8('{"query":"{ __typename }"}ä').subarray(0, -1),
  'separately encoded surrogates': Buffer.concat([
    utf8('{"query":"'),
    Buffer.from([0xed, 0xa0, 0x80]),
    utf8('"}'),
  ]),
  'UTF-16': Buffer.from(query, 'utf16le'),
};

test.each(Object.entries(bodies))('rejects %s', async (_what, body) => {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(world.url, { method: 'POST', headers, body: new Uint8Array(body) });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
  ]);
});

const tls = Buffer.from('160301020001000001fc0303', 'hex');
const unreadable: Record<string, [string | Buffer, number, string]> = {
  'two lengths of one body': [
    `${head}${close}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'BAD_REQUEST',
  ],
  'two different content lengths': [
    `${head}${close}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`,
    400,
    'BAD_REQUEST',
  ],
  'a chunk with an invalid size': [
    `${head}${close}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    400,
    'BAD_REQUEST',
  ],
  'a folded header': [`${head}${close}X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n`, 400, 'BAD_REQUEST'],
  'a NUL in a header': [`${head}${close}X-A: b\0c\r\n\r\n`, 400, 'BAD_REQUEST'],
  'another protocol': ['SSH-2.0-OpenSSH_9.6\r\n', 400, 'BAD_REQUEST'],
  TLS: [tls, 400, 'BAD_REQUEST'],
  'HTTP/2': ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'BAD_REQUEST'],
  'twenty kilobytes of headers': [
    `${head}Authorization: Bearer ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'HEADERS_TOO_LARGE',
  ],
  'an undecodable path': [`POST /%ff HTTP/1.1\r\nHost: a\r\n${close}\r\n`, 400, 'BAD_REQUEST'],
  'an unknown expectation': [
    `${head}${close}Expect: miracles\r\nContent-Length: 2\r\n\r\n{}`,
    400,
    'BAD_REQUEST',
  ],
  'a preflight with a body': [
    `OPTIONS /graphql HTTP/1.1\r\nHost: a\r\n${close}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}`,
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  'a WebSocket': [
    `GET /graphql HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Key: AAAA\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    405,
    'METHOD_NOT_ALLOWED',
  ],
};

test.each(Object.entries(unreadable))('answers %s in JSON, and closes', async (_what, [
  bytes,
  status,
  code,
]) => {
  const socket = await RawSocket.open(world.url);
  const answer = await socket.exchange(bytes);
  expect(outcome(answer)).toEqual([status, code]);
  for (const header of ['x-content-type-options: nosniff', 'cache-control: no-store'])
    expect(answer.toLowerCase()).toContain(`\r\n${header}\r\n`);
  await expectService();
});

test.each([
  'GET',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'HEAD',
])('rejects %s requests', async (method) => {
  const socket = await RawSocket.open(world.url);
  const answer = await socket.exchange(`${method} /graphql HTTP/1.1\r\nHost: localhost\r\n${close}\r\n`);
  expect(answer).toMatch(/^HTTP\/1.1 405 /);
  expect(answer).toMatch(/^allow: POST, OPTIONS\r$/im);
  if (method !== 'HEAD') expect(outcome(answer)).toEqual([405, 'METHOD_NOT_ALLOWED']);
});

test('rejects CONNECT', async () => {
  const socket = await RawSocket.open(world.url);
  expect(await socket.exchange('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n')).toBe('');
  await expectService();
});
