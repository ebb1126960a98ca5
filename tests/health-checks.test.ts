import { until } from './support/left-behind.ts';
import { RawSocket } from './support/raw-socket.ts';
import { findProxy, ReverseProxy } from './support/reverse-proxy.ts';
import { newKey } from './support/signing-keys.ts';
import { World } from './support/world.ts';

/*
 * Cases considered: what HAProxy 2.6 can send (a bare path, which uses OPTIONS; GET; HEAD; 1.1 with a Host), GET over
 * HTTP/1.0 as sent by Nagios, keepalived and older load balancers, and an empty Host over HTTP/1.0 and 1.1.
 */

const world = await World.start({ env: newKey().env });
afterAll(() => world.stop());

const paths = ['/readyz', '/healthz'];
const checks = paths.flatMap((path) => [
  ['GET', path, 'HTTP/1.0', ''],
  ['HEAD', path, 'HTTP/1.0', ''],
  ['OPTIONS', path, 'HTTP/1.0', ''],
  ['GET', path, 'HTTP/1.0', 'Host:\r\n'],
  ['GET', path, 'HTTP/1.1', 'Host:\r\nConnection: close\r\n'],
  ['OPTIONS', path, 'HTTP/1.1', 'Host: auth\r\nConnection: close\r\n'],
]);

async function statusOf(text: string): Promise<number> {
  const socket = await RawSocket.open(world.url);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(await socket.exchange(text))?.[1]);
}

test.each(checks)('answers the health check %s %s %s %j', async (method, path, version, headers) => {
  expect(await statusOf(`${method} ${path} ${version}\r\n${headers}\r\n`)).toBe(200);
});

test('fails every kind of check while its newest migration is missing', async () => {
  await world.sql("update mikro_orm_migrations set name = 'gone ' || name");
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    expect([method, await statusOf(`${method} /readyz HTTP/1.0\r\n\r\n`)]).toEqual([method, 503]);
  await world.sql('update mikro_orm_migrations set name = substr(name, 6)');
});

test('answers HTTP/1.0 without a Host on every route', async () => {
  const body = '{"query":"{ __typename }"}';
  const head = `content-type: application/json\r\ncontent-length: ${body.length}`;
  expect(await statusOf(`POST /graphql HTTP/1.0\r\n${head}\r\n\r\n${body}`)).toBe(200);
  expect(await statusOf('GET /.well-known/jwks.json HTTP/1.0\r\n\r\n')).toBe(200);
});

test('rejects HTTP/1.1 without a Host (RFC 9112, 3.2)', async () => {
  expect(await statusOf('GET /readyz HTTP/1.1\r\nConnection: close\r\n\r\n')).toBe(400);
});

// This is a Debian package. .ci/run installs it, so no test is skipped in CI.
const withHaproxy = findProxy('haproxy') || process.env.CI ? describe : describe.skip;

const configuration = (port: number, backends: string[]) => `
global
  log stdout format raw local0 emerg
defaults
  mode http
  timeout connect 2s
  timeout check 20s
  timeout client 10s
  timeout server 10s
frontend front
  bind 127.0.0.1:${port}
  default_backend stats
backend stats
  stats enable
  stats uri /
${backends.join('\n')}
`;

withHaproxy('HAProxy', () => {
  const forms = paths.flatMap((path) => [
    `option httpchk ${path}`,
    `option httpchk GET ${path}`,
    `option httpchk HEAD ${path}`,
    `option httpchk GET ${path} HTTP/1.1\\r\\nHost:\\ auth`,
  ]);
  let proxy: ReverseProxy;
  beforeAll(async () => {
    const backends = forms.map(
      (form, number) =>
        `backend check${number}\n  ${form}\n  server one 127.0.0.1:${new URL(world.url).port} check inter 1s`,
    );
    proxy = await ReverseProxy.start('haproxy', (port) => configuration(port, backends));
  });
  afterAll(() => proxy.stop());

  test('considers the service healthy with every form of its check', async () => {
    const found = await until('every check to have run', async () => {
      const lines = (await (await fetch(proxy.url('/;csv'))).text()).split('\n');
      const [head = '', ...rows] = lines.map((line) => line.split(','));
      const status = (row: string[], name: string) => row[head.indexOf(name)];
      const checked = rows
        .filter(([name, server]) => name?.startsWith('check') && server === 'one')
        .map((row) => [status(row, 'status'), status(row, 'check_status'), status(row, 'check_code')]);
      return checked.every(([, check]) => check?.startsWith('L')) && checked.length > 0 && checked;
    });
    expect(found).toEqual(forms.map(() => ['UP', 'L7OK', '200']));
  });
});
