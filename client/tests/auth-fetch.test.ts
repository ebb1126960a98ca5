import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../../tests/support/left-behind.ts';
import {
  type ScriptedAnswer,
  ScriptedServer,
  type SeenRequest,
} from '../../tests/support/scripted-server.ts';
import { partsOf } from '../src/core/parts.ts';
import { createAuthCore, createAuthFetch, onConfirmationNeeded } from '../src/core.ts';

let server: ScriptedServer;
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  server = await ScriptedServer.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.stop();
  for (const close of closing.splice(0)) await close();
});

const user = { id: '1', username: 'alice', email: 'alice@example.com', isActive: true };

function tokens(count: number, sid = 'one') {
  const claims = Buffer.from(JSON.stringify({ sid, iat: count })).toString('base64url');
  return { accessToken: `head.${claims}.${count}`, refreshToken: `refresh ${count}`, expiresIn: 3600, user };
}

const number = ({ headers }: Pick<SeenRequest, 'headers'>) => headers.authorization?.split('.').at(-1);
const refused = (code: string, data: object | null = null): ScriptedAnswer => ({
  body: { data, errors: [{ message: code, extensions: { code } }] },
});
const good: ScriptedAnswer = { body: { data: { me: user } } };

/** Answers `login` with the first token, each refresh with the next one, and all else with `answer`. */
async function open(answer: (request: SeenRequest) => ScriptedAnswer, origins: string[] = []) {
  let count = 1;
  server.answer = (request) => {
    if (request.field === 'login') return { body: { data: { login: tokens(1) } } };
    if (request.field === 'logout') return { body: { data: { logout: { revokedSessions: 1 } } } };
    if (request.field !== 'refresh') return answer(request);
    count += 1;
    return { body: { data: { refresh: tokens(count) } } };
  };
  const auth = createAuthCore({ uri: server.url, channel: null });
  await auth.login({ username: 'alice', password: 'a long walk by the river' });
  server.seen.length = 0;
  return { auth, authFetch: createAuthFetch(auth, { origins }) };
}

const post = (document: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: document }),
});
const seen = () => server.seen.map((request) => [request.field, number(request)]);

/** A server of another origin, which records the tokens that it gets. */
async function other(answer: RequestListener): Promise<string> {
  const another = createServer(answer);
  await once(another.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => another.close());
  return `http://127.0.0.1:${(another.address() as AddressInfo).port}`;
}

test('adds the token for the service and for the origins that the app names, and for no other', async () => {
  const got: (string | undefined)[] = [];
  const listener: RequestListener = ({ headers }, response) => {
    got.push(number({ headers }));
    response.end();
  };
  const [friend, stranger] = [await other(listener), await other(listener)];
  const { authFetch } = await open(() => good, [`${friend}/ignored/path`]);
  await authFetch(server.url, post('{ me { id } }'));
  await authFetch(new URL('/files', friend));
  await authFetch(new Request(`${friend}/files`));
  await authFetch(stranger);
  await authFetch(new Request(stranger));
  await authFetch(`${stranger}/?${friend}`);
  expect(seen()).toEqual([['me', '1']]);
  expect(got).toEqual(['1', '1', undefined, undefined, undefined]);
});

test('a relative URL leads to where the page says, and only the origin of the service gets the token', async () => {
  const got: (string | undefined)[] = [];
  const stranger = await other(({ headers }, response) => {
    got.push(number({ headers }));
    response.end();
  });
  const { auth } = await open(() => good);
  const { uri } = partsOf(auth).service;
  jest.replaceProperty(partsOf(auth).service, 'fetch', (url, init) =>
    fetch(new URL(String(url), stranger), init),
  );
  Object.assign(globalThis, { location: { href: uri }, document: { baseURI: `${stranger}/` } });
  closing.push(() => ['location', 'document'].map((name) => Reflect.deleteProperty(globalThis, name)));
  await createAuthFetch(auth)('/files');
  expect(got).toEqual([undefined]);
});

test('sends a request as it was when the app called, even if the app changes the URL meanwhile', async () => {
  const got: (string | undefined)[] = [];
  const stranger = await other(({ headers }, response) => {
    got.push(number({ headers }));
    response.end();
  });
  const { authFetch } = await open(() => good);
  const url = new URL(server.url);
  const init = post('{ me { id } }');
  const sent = authFetch(url, init);
  url.host = new URL(stranger).host;
  init.body = JSON.stringify({ query: '{ other }' });
  await sent;
  expect([seen(), got]).toEqual([[['me', '1']], []]);
});

test('rejects an origin that is none when the app starts', async () => {
  const { auth } = await open(() => good);
  for (const origin of ['api.example.com', 'api.example.com:443', '*', ''])
    expect(() => createAuthFetch(auth, { origins: [origin] })).toThrow('is not an origin');
});

test('renews the token before it expires', async () => {
  const { authFetch } = await open(() => good);
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + 3_599_000);
  await authFetch(server.url, post('{ me { id } }'));
  expect(seen()).toEqual([
    ['refresh', undefined],
    ['me', '2'],
  ]);
});

test.each<[string, ScriptedAnswer]>([
  ['a 401', { status: 401, type: 'text/plain', body: 'no' }],
  ['an error of the service', refused('UNAUTHENTICATED', { me: null })],
])('after %s, replaces the token and sends the request once more', async (_what, refusal) => {
  const { authFetch } = await open((request) => (number(request) === '1' ? refusal : good));
  const answers = await Promise.all(
    [1, 2, 3].map(async () => (await authFetch(server.url, post('{ me { id } }'))).json()),
  );
  expect(answers).toEqual([good.body, good.body, good.body]);
  expect([server.count('refresh'), server.count('me')]).toEqual([1, 6]);
});

test.each<[string, ScriptedAnswer]>([
  ['401', { status: 401, type: 'text/plain', body: 'no' }],
  ['UNAUTHENTICATED', refused('UNAUTHENTICATED')],
])('returns the second %s, and never loops', async (_what, refusal) => {
  const { authFetch } = await open(() => refusal);
  const response = await authFetch(server.url, post('{ me { id } }'));
  expect(await response.text()).toBe(
    typeof refusal.body === 'string' ? refusal.body : JSON.stringify(refusal.body),
  );
  expect([server.count('refresh'), server.count('me')]).toEqual([1, 2]);
});

test('never repeats a mutation that ran in part', async () => {
  const { authFetch } = await open(() => refused('UNAUTHENTICATED', { createOrder: { id: '1' } }));
  await authFetch(server.url, post('mutation { createOrder { id margin } }'));
  expect(seen()).toEqual([['createOrder', '1']]);
});

test('sends the body of an upload again, but never a stream', async () => {
  const bodies: string[] = [];
  const api = await other(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    bodies.push(/hello/.exec(text)?.[0] ?? '');
    response.statusCode = number(request) === '1' ? 401 : 201;
    response.end();
  });
  const { authFetch } = await open(() => good, [api]);
  const stream = { method: 'POST', body: new Blob(['hello']).stream(), duplex: 'half' } as RequestInit;
  expect((await authFetch(api, stream)).status).toBe(401);
  const form = new FormData();
  form.set('file', new Blob(['hello']), 'hello.txt');
  expect((await authFetch(new Request(api, { method: 'POST', body: form }))).status).toBe(201);
  expect((await authFetch(api, { method: 'POST', body: form })).status).toBe(201);
  expect(bodies).toEqual(['hello', 'hello', 'hello', 'hello']);
  expect(seen()).toEqual([['refresh', undefined]]);
});

test('asks for a confirmation, and sends the request once more afterwards', async () => {
  let isConfirmed = false;
  const { auth, authFetch } = await open(() => (isConfirmed ? good : refused('REAUTHENTICATION_REQUIRED')));
  const deny = post('mutation { deleteAccount { id } }');
  expect(await (await authFetch(server.url, deny)).json()).toMatchObject({
    errors: [{ message: 'REAUTHENTICATION_REQUIRED' }],
  });
  let asked = 0;
  const stop = onConfirmationNeeded(auth, () => {
    asked += 1;
  });
  await authFetch(server.url, deny);
  expect([asked, server.count('deleteAccount')]).toEqual([1, 2]);
  stop();
  onConfirmationNeeded(auth, async () => {
    isConfirmed = true;
    await auth.accept(tokens(7));
  });
  const answers = [authFetch(server.url, deny), authFetch(server.url, deny)].map(async (each) =>
    (await each).json(),
  );
  expect(await Promise.all(answers)).toEqual([good.body, good.body]);
  expect(number(server.seen.at(-1) as SeenRequest)).toBe('7');
});

test('leaves requests alone when logged out, and requests with their own authorization', async () => {
  const { auth, authFetch } = await open((request) => (number(request) === '1' ? good : { status: 401 }));
  await authFetch(server.url, { ...post('{ me { id } }'), headers: { authorization: 'Bearer a.b.own' } });
  await auth.logout();
  await authFetch(server.url, post('{ me { id } }'));
  expect(seen()).toEqual([
    ['me', 'own'],
    ['logout', undefined],
    ['me', undefined],
  ]);
});

test('keeps the response for one user out of the app of the next one', async () => {
  let release: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { auth, authFetch } = await open(() => ({ ...good, after }));
  const asked = authFetch(server.url, post('{ me { id } }'));
  const outcome = expect(asked).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  await until('the request', () => server.count('me') === 1);
  await auth.accept({ ...tokens(1, 'two'), user: { ...user, id: '2' } });
  release();
  await outcome;
});

test('returns the refusal if the session has ended', async () => {
  const { auth, authFetch } = await open(() => refused('UNAUTHENTICATED'));
  const before = server.answer;
  server.answer = (request) =>
    request.field === 'refresh' ? refused('INVALID_REFRESH_TOKEN') : before(request);
  const response = await authFetch(server.url, post('{ me { id } }'));
  expect(await response.json()).toMatchObject({ errors: [{ message: 'UNAUTHENTICATED' }] });
  expect(auth.currentUser).toBeNull();
});

test('rejects, and keeps the session, if the token cannot be renewed', async () => {
  const { auth, authFetch } = await open(() => ({ status: 401 }));
  const before = server.answer;
  server.answer = (request) => (request.field === 'refresh' ? refused('OVERLOADED') : before(request));
  await expect(authFetch(server.url, post('{ me { id } }'))).rejects.toMatchObject({ code: 'OVERLOADED' });
  expect(auth.currentUser).toMatchObject({ username: 'alice' });
});
