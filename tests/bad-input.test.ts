import { connect } from 'node:net';
import { protocolCodes } from '../src/graphql/protocol-errors.ts';
import { declaredCodes } from '../src/kernel/errors.ts';
import { requests, secret } from './support/bad-requests.ts';
import { within } from './support/patience.ts';
import { World } from './support/world.ts';

const worlds = {
  'with DEBUG': await World.start({ env: { DEBUG: 'true', LOG_LEVEL: 'trace' } }),
  'without DEBUG': await World.start({ env: { DEBUG: 'false', LOG_LEVEL: 'trace' } }),
};
afterAll(async () => {
  for (const world of Object.values(worlds)) await world.stop();
});

const internals = /\s{4}at |select |insert |\$2b\$/;
const oursToBlame = ['INTERNAL_SERVER_ERROR', 'OVERLOADED', 'TEMPORARILY_UNAVAILABLE'];
const expectedCodes = [...declaredCodes, ...protocolCodes].filter((code) => !oursToBlame.includes(code));

function check(status: number, type: string | null, text: string): void {
  expect(status).toBeLessThan(500);
  expect(type).toMatch(/^application\/(graphql-response\+)?json\b/);
  const { errors } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
  expect(errors?.length).toBeGreaterThan(0);
  for (const { extensions } of errors ?? []) expect(expectedCodes).toContain(extensions.code);
  expect(text).not.toContain(secret);
  expect(text).not.toMatch(internals);
}

/** Sends headers as they are. @returns the whole response. */
function sendRaw(world: World, headers: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.url).port), 'localhost');
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    const type = 'Content-Type: application/json\r\nContent-Length: 2';
    socket.end(`POST /graphql HTTP/1.1\r\n${headers}\r\nConnection: close\r\n${type}\r\n\r\n{}`);
  });
}

const rawHeaders = {
  'a bracket as the host': `Host: [${secret}`,
  'two words as the host': `Host: ${secret} b`,
  'a port out of range': `Host: ${secret}:99999`,
  'a tag as the host': `Host: <${secret}>`,
  'two hosts': `Host: localhost\r\nHost: ${secret}`,
  'a malformed header': `Host: localhost\r\nPassword ${secret}`,
  'twenty kilobytes of headers': `Host: localhost\r\nAuthorization: Bearer ${secret.repeat(1200)}`,
};

// tests/fuzz/requests.ts covers Accept, Accept-Encoding, traceparent, Origin, Cookie, X-Forwarded-* and 30 more headers.
const malformedTypes = ['="x', '="utf-8', '=utf-8"', '=', '', '=utf-8;"', '=utf-8; x="', '="utf-8""'];

describe.each(Object.entries(worlds))('%s', (_name, world) => {
  test.each(malformedTypes)('rejects the parameter charset%s with 415', async (rest) => {
    const headers = { 'content-type': `application/json; charset${rest}` };
    const { status, errors } = await world.ask('{ __typename }', {}, { headers });
    expect([status, errors?.[0]?.extensions.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  test.each([
    '; charset="utf-8"',
    ';charset=UTF-8;',
    ' ; ',
    ';; charset = utf-8',
  ])('accepts application/json%s', async (rest) => {
    const headers = { 'content-type': `application/json${rest}` };
    expect((await world.ask('{ __typename }', {}, { headers })).data).toEqual({ __typename: 'Query' });
  });

  beforeAll(() => world.me());

  test.each(Object.entries(requests))('rejects %s', async (_what, { search = '', ...request }) => {
    const started = performance.now();
    const response = await fetch(`${world.url}${search}`, request);
    const text = await response.text();
    expect(performance.now() - started).toBeLessThan(within(2_000));
    check(response.status, response.headers.get('content-type'), text);
  });

  test.each(Object.entries(rawHeaders))('rejects %s', async (_what, headers) => {
    const [head = '', text = ''] = (await sendRaw(world, headers)).split('\r\n\r\n');
    const status = /^HTTP\/1.1 (\d+)/.exec(head)?.[1];
    const type = /^content-type: (.+)/im.exec(head)?.[1] ?? null;
    check(Number(status), type, text);
  });

  test('logs no secret from these requests, and keeps serving', async () => {
    expect((await world.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
    expect(world.log.filter((line) => line.includes(secret) || internals.test(line))).toEqual([]);
  });
});
