import { codes, from } from './support/client.ts';
import { findProxy, nginxBefore, ReverseProxy } from './support/reverse-proxy.ts';
import { World } from './support/world.ts';

/*
 * Cases considered: a port after IPv4 and after [IPv6], [IPv6] alone, an obfuscated port, quotes, an IPv4 address written as
 * IPv6, `unknown` and `_hidden` (RFC 7239, 6), an empty hop, and ports from HAProxy and nginx.
 */

const env = { TRUST_PROXY: '127.0.0.1,10.0.0.0/8,[2001:db8:ffff::]/48' };
const world = await World.start({ env });
afterAll(() => world.stop());
const servicePort = new URL(world.url).port;

const hops = [
  ['203.0.113.9:40, 10.0.0.6:50', '203.0.113.9'],
  ['203.0.113.9 , 10.0.0.6:50', '203.0.113.9'],
  ['203.0.113.9:_port, 10.0.0.6', '203.0.113.9'],
  ['"203.0.113.9:40", "10.0.0.6:50"', '203.0.113.9'],
  ['203.0.113.9:40, ::ffff:10.0.0.6', '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9:40, [2001:db8:ffff::2]:443', '203.0.113.9'],
  ['198.51.100.1, 203.0.113.9:40, [2001:db8:ffff::2]', '203.0.113.9'],
  ['[2001:db8::1]:443, 10.0.0.6:50', '2001:db8::1'],
  ['[2001:db8::1], 10.0.0.6:50', '2001:db8::1'],
  ['2001:db8::1, 10.0.0.6:50', '2001:db8::1'],
  ['198.51.100.1, unknown, 10.0.0.6:50', 'unknown'],
  ['198.51.100.1, _hidden, 10.0.0.6:50', '_hidden'],
  ['203.0.113.9:40,, 10.0.0.6:50', '203.0.113.9'],
];

test.each(hops)('counts the client of X-Forwarded-For: %s as %s', async (hops, client) => {
  const person = await world.addPerson();
  expect(codes(await world.logIn(person, from(hops)))).toEqual([]);
  const rows = await world.sql('select ip_address from sessions order by id desc limit 1');
  expect(rows).toEqual([{ ip_address: client }]);
});

test('limits each client separately behind two proxies that write ports, with any port', async () => {
  const { username } = await world.addPerson();
  const guess = async (client: string, number: number) => {
    const hops = from(`${client}:${40_000 + number}, 10.0.0.6:${50_000 + number}`);
    return codes(await world.logIn({ username, password: 'a wrong guess' }, hops))[0];
  };
  const answers = [];
  for (let number = 0; number < 12; number += 1) answers.push(await guess('203.0.113.77', number));
  expect(answers.filter((code) => code === 'RATE_LIMITED')).toHaveLength(2);
  expect(await guess('203.0.113.78', 0)).toBe('INVALID_CREDENTIALS');
});

const haproxy = (port: number) => `
global
  log stdout format raw local0 emerg
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend front
  bind 127.0.0.1:${port}
  http-request set-header X-Forwarded-For "%[req.hdr(x-forwarded-for)], 10.0.0.6:%[src_port]"
  default_backend service
backend service
  server service 127.0.0.1:${servicePort}
`;

const nginx = nginxBefore(servicePort, ['X-Forwarded-For "$http_x_forwarded_for, 10.0.0.6:$remote_port"']);

for (const [program, configure] of Object.entries({ haproxy, nginx })) {
  // These are Debian packages. .ci/run installs them, so no test is skipped in CI.
  const withProxy = findProxy(program as 'nginx') || process.env.CI ? test : test.skip;

  withProxy(`reads the client from the header that ${program} writes, with ports`, async () => {
    const proxy = await ReverseProxy.start(program as 'nginx', configure);
    const { username, password } = await world.addPerson();
    const answer = await fetch(proxy.url('/graphql'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.50:4711' },
      body: JSON.stringify({
        query: 'mutation ($input: LoginInput!) { login(input: $input) { tokenType } }',
        variables: { input: { username, password } },
      }),
    });
    expect(await answer.json()).toEqual({ data: { login: { tokenType: 'bearer' } } });
    const rows = await world.sql('select ip_address from sessions order by id desc limit 1');
    expect(rows).toEqual([{ ip_address: '203.0.113.50' }]);
    await proxy.stop();
  });
}
