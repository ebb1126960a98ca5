import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { makePerson } from '../support/client.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder } from '../support/left-behind.ts';
import { findPooler, Pooler } from '../support/pooler.ts';
import { findProxy, nginxBefore, ReverseProxy } from '../support/reverse-proxy.ts';
import { leaveNothingBehind, type ServiceProcess, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

const isPossible = findProxy('haproxy') && findProxy('nginx') && findPooler('pgbouncer');
const behindAll = isPossible || process.env.CI ? describe : describe.skip;

const nginx = (servicePort: string) =>
  nginxBefore(servicePort, ['Host $host', 'X-Forwarded-For $proxy_add_x_forwarded_for']);

const haproxy = (nginxPort: number) => (port: number) =>
  `
global
  log stdout format raw local0 emerg
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
frontend front
  bind 127.0.0.1:${port}
  option forwardfor
  default_backend nginx
backend nginx
  option httpchk GET /readyz
  server nginx 127.0.0.1:${nginxPort} check inter 200ms
`;

leaveNothingBehind();

behindAll('HAProxy and nginx in front, and PgBouncer behind', () => {
  let database: string;
  let pooler: Pooler;
  let service: ServiceProcess;
  const proxies: ReverseProxy[] = [];
  let entrance: string;

  beforeAll(async () => {
    database = await makeDatabase({ empty: true });
    pooler = await Pooler.start('pgbouncer', new URL(database));
    service = await start({
      folder: makeFolder(),
      env: {
        NODE_ENV: 'production',
        JWT_ISSUER: 'https://auth.example.com',
        SECRET_KEY: testSecretKey,
        DATABASE_URL: pooler.url(database),
        DATABASE_POOLER: 'transaction',
        TRUST_PROXY: '2',
      },
    });
    const inner = await ReverseProxy.start('nginx', nginx(new URL(service.url).port));
    const outer = await ReverseProxy.start('haproxy', haproxy(inner.port));
    proxies.push(outer, inner);
    entrance = outer.url('/graphql');
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy.stop();
    await service.end('SIGTERM');
    await pooler.stop();
    await dropDatabase(database);
  });

  interface From {
    /** A loopback address. To HAProxy, each one is a different client. */
    localAddress?: string;
    headers?: Record<string, string>;
  }

  // biome-ignore lint/suspicious/noExplicitAny: the shape is what each test asks for.
  async function ask(query: string, variables: object, from: From = {}): Promise<any> {
    const { localAddress = '127.0.0.2', headers = {} } = from;
    const response = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      const sent = request(entrance, {
        method: 'POST',
        localAddress,
        headers: { 'content-type': 'application/json', ...headers },
      });
      sent.once('response', resolve).once('error', reject);
      sent.end(JSON.stringify({ query, variables }));
    });
    return json(response);
  }

  const login = 'mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }';

  test('an account lives from signup to logout', async () => {
    const person = makePerson();
    const signup = 'mutation ($input: SignupInput!) { signup(input: $input) { username } }';
    expect(await ask(signup, { input: person })).toEqual({ data: { signup: { username: person.username } } });
    const { username, password } = person;
    const opened = (await ask(login, { input: { username, password } })).data.login;
    const refresh = 'mutation ($input: RefreshInput) { refresh(input: $input) { accessToken } }';
    const { refreshToken } = opened;
    const { accessToken } = (await ask(refresh, { input: { refreshToken } })).data.refresh;
    const headers = { authorization: `Bearer ${accessToken}` };
    expect(await ask('{ me { username } }', {}, { headers })).toEqual({ data: { me: { username } } });
    expect(await ask('mutation { logout { revokedSessions } }', {}, { headers })).toEqual({
      data: { logout: { revokedSessions: 1 } },
    });
    const { errors } = await ask('{ me { username } }', {}, { headers });
    expect(errors[0].extensions).toEqual({ code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' });
  });

  test('the limits count the client, and not a proxy or what the client writes', async () => {
    const person = makePerson();
    const guess = async (from: From) => {
      const input = { username: person.username, password: 'a wrong guess' };
      return (await ask(login, { input }, from)).errors[0].extensions.code;
    };
    const guesser = { localAddress: '127.0.0.77' };
    const codes = [];
    for (let time = 0; time < 11; time += 1) codes.push(await guess(guesser));
    expect(codes).toEqual([...Array(10).fill('INVALID_CREDENTIALS'), 'RATE_LIMITED']);
    const spoofing = { ...guesser, headers: { 'x-forwarded-for': '198.51.100.9' } };
    expect(await guess(spoofing)).toBe('RATE_LIMITED');
    expect(await guess({ localAddress: '127.0.0.78' })).toBe('INVALID_CREDENTIALS');
  });
});
