import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { within } from '../../tests/support/patience.ts';
import {
  type ScriptedAnswer,
  ScriptedServer,
  type SeenRequest,
} from '../../tests/support/scripted-server.ts';
import { AuthError, type AuthOptions, createAuthClient, memoryStorage, webStorage } from '../src/index.ts';

let server: ScriptedServer;
beforeEach(async () => {
  server = await ScriptedServer.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await server.stop();
});

const user = { __typename: 'User', id: '1', username: 'alice', email: 'alice@example.com', isActive: true };

/** An access token in the service's format, carrying its session's id. */
function accessToken(name: string, session = 'one', iat = Number(name)): string {
  return `head.${Buffer.from(JSON.stringify({ sid: session, iat })).toString('base64url')}.${name}`;
}

function tokens(
  name: string,
  {
    session = 'one',
    expiresIn = 3600,
    ...more
  }: { session?: string; expiresIn?: number; user?: typeof user } = {},
) {
  return {
    accessToken: accessToken(name, session),
    refreshToken: `refresh ${name}`,
    expiresIn,
    user,
    ...more,
  };
}

const refused = (code: string, more: object = {}) => [{ message: code, extensions: { code, ...more } }];
const bob = { ...user, id: '2', username: 'bob' };
const expired = refused('UNAUTHENTICATED', { reason: 'TOKEN_EXPIRED' });
const bearer = ({ headers }: SeenRequest) => headers.authorization?.split('.').at(-1);

/** Answers login with the first token, each refresh with the next one, and `me` with `answerMe`. */
function serve(answerMe: (request: SeenRequest) => ScriptedAnswer, refresh?: () => ScriptedAnswer): void {
  let count = 1;
  server.answer = (request) => {
    if (request.field === 'login') return { body: { data: { login: tokens('1') } } };
    if (request.field === 'logout') return { body: { data: { logout: { revokedSessions: 1 } } } };
    if (request.field === 'refresh') {
      if (refresh) return refresh();
      count += 1;
      return { body: { data: { refresh: tokens(String(count)) } } };
    }
    return answerMe(request);
  };
}

const good: ScriptedAnswer = { body: { data: { me: user } } };

function make(options: Partial<AuthOptions> = {}) {
  const auth = createAuthClient({ uri: server.url, ...options });
  const link = ApolloLink.from([auth.link, new HttpLink({ uri: server.url })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const me = () =>
    client.query<{ me: typeof user | null }>({
      query: gql('{ me { id username } }'),
      fetchPolicy: 'network-only',
    });
  return { auth, client, me };
}

const alice = { username: 'alice', password: 'a long walk by the river' };

/** Moves the client's clock forward. */
function letPass(milliseconds: number): void {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + milliseconds);
}

const pause = (milliseconds = 5) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

test('sends the token with all operations except the authentication mutations', async () => {
  serve(() => good);
  const { auth, client, me } = make();
  await me();
  expect(await auth.login(alice)).toEqual(user);
  await me();
  await client.mutate({ mutation: gql('mutation { login(input: {}) { user { id } } }') });
  expect(server.seen.map((request) => [request.field, bearer(request)])).toEqual([
    ['me', undefined],
    ['login', undefined],
    ['me', '1'],
    ['login', undefined],
  ]);
});

test.each<[string, ScriptedAnswer]>([
  ['an error of the service', { body: { data: { me: null }, errors: expired } }],
  [
    'a token of an unknown key',
    { body: { data: { me: null }, errors: refused('UNAUTHENTICATED', { reason: 'TOKEN_INVALID' }) } },
  ],
  ["a router's 401", { status: 401, body: { errors: refused('AUTH_ERROR') } }],
  [
    "a router's 401 in the media type of GraphQL",
    { status: 401, type: 'application/graphql-response+json', body: { errors: refused('AUTH_ERROR') } },
  ],
  ['a 401 without GraphQL', { status: 401, type: 'text/plain', body: 'Unauthorized' }],
  ["a router's directive", { body: { data: { me: null }, errors: refused('UNAUTHORIZED_FIELD_OR_TYPE') } }],
])('refreshes once and resends the operation after %s', async (_what, answer) => {
  serve((request) => (bearer(request) === '1' ? answer : good));
  const { auth, me } = make();
  await auth.login(alice);
  expect((await me()).data?.me).toEqual(expect.objectContaining({ username: 'alice' }));
  expect(server.seen.map((request) => [request.field, bearer(request)])).toEqual([
    ['login', undefined],
    ['me', '1'],
    ['refresh', undefined],
    ['me', '2'],
  ]);
  expect(server.seen[2]?.variables).toEqual({ input: { refreshToken: 'refresh 1' } });
});

test('refreshes before the token expires, so that no request is rejected', async () => {
  serve(() => good);
  const { auth, me } = make();
  await auth.login(alice);
  letPass(3_599_000);
  await me();
  await me();
  expect(server.seen.map(({ field }) => field)).toEqual(['login', 'refresh', 'me', 'me']);
});

test('refreshes at a different moment in each tab', async () => {
  for (const [random, early, due] of [
    [0, 31_000, 29_000],
    [0.999, 61_000, 59_000],
  ] as const) {
    serve(() => good);
    const { auth, me } = make();
    jest.spyOn(Math, 'random').mockReturnValue(random);
    await auth.login(alice);
    const before = server.count('refresh');
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 3_600_000 - early);
    await me();
    expect(server.count('refresh')).toBe(before);
    clock.mockReturnValue(now + 3_600_000 - due);
    await me();
    expect(server.count('refresh')).toBe(before + 1);
    jest.restoreAllMocks();
  }
});

test('refreshes once for ten operations at once', async () => {
  serve((request) => (bearer(request) === '1' ? { body: { data: { me: null }, errors: expired } } : good));
  const { auth, client } = make();
  await auth.login(alice);
  const queries = Array.from({ length: 10 }, (_, at) => gql(`{ me { id username a${at}: username } }`));
  const answers = await Promise.all(queries.map((query) => client.query({ query, fetchPolicy: 'no-cache' })));
  expect(answers.every(({ data }) => (data as { me?: object }).me)).toBe(true);
  expect(server.count('refresh')).toBe(1);
  expect(server.count('me')).toBeLessThanOrEqual(20);
});

test('never loops: a second rejection is final', async () => {
  serve(() => ({ body: { data: { me: null }, errors: expired } }));
  const { auth, me } = make();
  await auth.login(alice);
  await expect(me()).rejects.toThrow('UNAUTHENTICATED');
  expect([server.count('refresh'), server.count('me')]).toEqual([1, 2]);
  expect(auth.currentUser).toEqual(user);
});

test('does not refresh without a session or after a wrong password', async () => {
  serve(() => ({
    body: { data: { me: null }, errors: refused('UNAUTHENTICATED', { reason: 'TOKEN_MISSING' }) },
  }));
  const { auth, me } = make();
  await expect(me()).rejects.toThrow('UNAUTHENTICATED');
  server.answer = () => ({ body: { data: null, errors: refused('INVALID_CREDENTIALS') } });
  await expect(auth.login(alice)).rejects.toMatchObject({ name: 'AuthError', code: 'INVALID_CREDENTIALS' });
  expect(server.count('refresh')).toBe(0);
});

test('ends the session once on INVALID_REFRESH_TOKEN, and returns the first error', async () => {
  serve(
    () => ({ body: { data: { me: null }, errors: expired } }),
    () => ({ body: { data: null, errors: refused('INVALID_REFRESH_TOKEN') } }),
  );
  const storage = memoryStorage();
  const { auth, me } = make({ storage });
  const changes: unknown[] = [];
  auth.onChange((who, reason) => changes.push([who?.id ?? null, reason]));
  await auth.login(alice);
  await expect(me()).rejects.toThrow('UNAUTHENTICATED');
  expect([auth.currentUser, JSON.parse(String(storage.get()))]).toEqual([null, { end: auth.lastEnd }]);
  expect(changes).toEqual([
    ['1', 'login'],
    [null, 'ended'],
  ]);
});

test.each<[string, ScriptedAnswer]>([
  [
    'a service without its database',
    { body: { errors: refused('TEMPORARILY_UNAVAILABLE', { retryAfterSeconds: 2 }) } },
  ],
  ['a busy service', { body: { errors: refused('OVERLOADED', { retryAfterSeconds: 1 }) } }],
  ['a limit', { body: { errors: refused('RATE_LIMITED', { retryAfterSeconds: 60 }) } }],
  ['an internal error of the service', { body: { errors: refused('INTERNAL_SERVER_ERROR') } }],
  ['a proxy that does not return JSON', { status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' }],
  ['an empty response', { body: '' }],
  ['a response without data', { body: { data: null } }],
  ['a cut connection', { cut: true }],
])('keeps the session through %s', async (_what, answer) => {
  let isOver = false;
  serve(
    (request) => (bearer(request) === '1' ? { body: { data: { me: null }, errors: expired } } : good),
    () => (isOver ? { body: { data: { refresh: tokens('2') } } } : answer),
  );
  const { auth, me } = make();
  await auth.login(alice);
  await expect(me()).rejects.toThrow();
  expect(auth.currentUser).toEqual(user);
  isOver = true;
  expect((await me()).data?.me?.username).toBe('alice');
});

test('keeps using a valid token that it cannot renew', async () => {
  serve(
    () => good,
    () => ({ cut: true }),
  );
  const { auth, me } = make();
  await auth.login(alice);
  letPass(3_599_000);
  expect((await me()).data?.me?.username).toBe('alice');
});

test('discards a refresh that finishes after a logout', async () => {
  let answerRefresh: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    answerRefresh = resolve;
  });
  serve(
    () => ({ body: { data: { me: null }, errors: expired } }),
    () => ({ body: { data: { refresh: tokens('2') } }, after }),
  );
  const storage = memoryStorage();
  const { auth, me } = make({ storage });
  await auth.login(alice);
  const asked = me().catch((error: Error) => error);
  while (server.count('refresh') === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await auth.logout();
  answerRefresh();
  expect(await asked).toBeInstanceOf(Error);
  expect([auth.currentUser, JSON.parse(String(storage.get()))]).toEqual([null, { end: auth.lastEnd }]);
});

test('never sends an operation of one user as the next user', async () => {
  let second = false;
  serve((request) => (bearer(request) === '1' ? { body: { data: { me: null }, errors: expired } } : good));
  const { auth, me } = make();
  const { answer } = server;
  server.answer = (request) => {
    if (request.field === 'login' && second)
      return { body: { data: { login: tokens('9', { session: 'two', user: bob }) } } };
    if (request.field === 'refresh')
      return { body: { data: { refresh: tokens('2') } }, after: auth.login(alice) };
    return answer(request);
  };
  await auth.login(alice);
  second = true;
  await expect(me()).rejects.toThrow();
  expect(server.seen.filter(({ field }) => field === 'me').map(bearer)).not.toContain('9');
});

test('resumes only a session that an earlier page has stored', async () => {
  serve(() => good);
  const storage = memoryStorage();
  await make({ storage }).auth.login(alice);
  const next = make({ storage });
  expect(next.auth.currentUser).toBeNull();
  expect(await next.auth.restore()).toEqual(user);
  await next.me();
  expect(bearer(server.seen.at(-1) as SeenRequest)).toBe('1');
  for (const text of ['', 'nonsense', '{}', '[]', 'null', '{"id":1}']) {
    const broken = memoryStorage();
    broken.set(text);
    expect(await make({ storage: broken }).auth.restore()).toBeNull();
  }
});

// React Native before 0.74 has no `atob`. This test searches client/src for that and similar globals: decoders and encoders,
// tabs and storage, ids, locks and copies, and device information. All the client may require is `fetch`, `AbortController`
// and timers.
const dispensable = [
  ...['atob', 'btoa', 'TextDecoder', 'TextEncoder'],
  ...[
    'BroadcastChannel',
    'MessageChannel',
    'document',
    'window',
    'location',
    'localStorage',
    'sessionStorage',
  ],
  ...['crypto', 'navigator', 'structuredClone', 'performance', 'WebSocket', 'Intl'],
];

test.each([
  ...dispensable.map((name) => [name, [name]] as const),
  ['any of these', dispensable] as const,
])('works without %s', async (_what, names) => {
  const descriptors = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  serve((request) => (bearer(request) === '1' ? { body: { data: { me: null }, errors: expired } } : good));
  const storages = [memoryStorage(), webStorage(() => globalThis.localStorage)];
  try {
    for (const name of names) Reflect.deleteProperty(globalThis, name);
    expect(names.filter((name) => name in globalThis)).toEqual([]);
    for (const storage of storages) {
      const { auth, me } = make({ storage });
      expect(await auth.login(alice)).toEqual(user);
      expect((await me()).data?.me?.username).toBe('alice');
      expect(await make({ storage }).auth.restore()).toEqual(storage === storages[0] ? user : null);
      await auth.logout();
      expect(auth.currentUser).toBeNull();
    }
  } finally {
    for (const [name, found] of descriptors) if (found) Object.defineProperty(globalThis, name, found);
  }
});

test('waits for an asynchronous storage, as in React Native', async () => {
  serve(() => good);
  const inner = memoryStorage();
  const later = async <Value>(value: Value): Promise<Awaited<Value>> => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    return await value;
  };
  const storage = {
    get: () => later(inner.get()),
    set: (text: string) => later(inner.set(text)),
    remove: () => later(inner.remove()),
  };
  await make({ storage }).auth.login(alice);
  const { me } = make({ storage });
  await me();
  expect(bearer(server.seen.at(-1) as SeenRequest)).toBe('1');
});

test('clears the cache between two users', async () => {
  serve(() => good);
  const { auth, client } = make();
  await auth.login(alice);
  await client.query({ query: gql('{ me { id username } }') });
  expect(JSON.stringify(client.cache.extract())).toContain('alice');
  await auth.logout();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(JSON.stringify(client.cache.extract())).not.toContain('alice');
});

test('logs out locally even if the server is unreachable, and reports the failure', async () => {
  serve(() => good);
  const { auth } = make();
  await auth.login(alice);
  server.answer = () => ({ cut: true });
  await expect(auth.logout()).rejects.toThrow();
  expect(auth.currentUser).toBeNull();
});

test('sends no expired access token with a logout, since a router would reject the request', async () => {
  serve(() => good);
  const { auth } = make();
  await auth.login(alice);
  letPass(3_700_000);
  await auth.logout();
  const { headers, variables } = server.seen.at(-1) as SeenRequest;
  expect([headers.authorization, variables.input]).toEqual([
    undefined,
    { scope: 'CURRENT', refreshToken: 'refresh 1' },
  ]);
});

const order = gql('mutation { createOrder { id margin } }');

test('never resends a mutation that ran in part', async () => {
  const body = {
    data: { createOrder: { __typename: 'Order', id: '1', margin: null } },
    errors: refused('UNAUTHORIZED_FIELD_OR_TYPE'),
  };
  serve(() => ({ body }));
  const { auth, client } = make();
  await auth.login(alice);
  await expect(client.mutate({ mutation: order })).rejects.toThrow();
  expect([server.count('createOrder'), server.count('refresh')]).toEqual([1, 0]);
});

test('refreshes once for a missing scope, and not for each operation', async () => {
  serve(() => ({ body: { data: { me: null }, errors: refused('UNAUTHORIZED_FIELD_OR_TYPE') } }));
  const { auth, me } = make();
  await auth.login(alice);
  for (let time = 0; time < 3; time += 1) await expect(me()).rejects.toThrow();
  expect([server.count('refresh'), server.count('me')]).toEqual([1, 4]);
});

test('retries a refresh at once after a lost response, with the same token', async () => {
  let lost = 0;
  serve(
    (request) => (bearer(request) === '1' ? { body: { data: { me: null }, errors: expired } } : good),
    () => {
      lost += 1;
      return lost < 3 ? { cut: true } : { body: { data: { refresh: tokens('2') } } };
    },
  );
  const { auth, me } = make();
  await auth.login(alice);
  expect((await me()).data?.me?.username).toBe('alice');
  const sent = server.seen.filter(({ field }) => field === 'refresh').map(({ variables }) => variables.input);
  expect(sent).toEqual(Array.from({ length: 3 }, () => ({ refreshToken: 'refresh 1' })));
});

test('delivers no result to a user who logged in meanwhile', async () => {
  let answer: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    answer = resolve;
  });
  serve(() => ({ body: { data: { createOrder: { __typename: 'Order', id: '1', margin: 7 } } }, after }));
  const { auth, client } = make();
  await auth.login(alice);
  const asked = client.mutate({ mutation: order }).catch((error: Error) => error);
  while (server.count('createOrder') === 0) await pause();
  await auth.logout();
  answer();
  expect(await asked).toMatchObject({ name: 'AuthError', code: 'SESSION_ENDED' });
  expect(JSON.stringify(client.cache.extract())).not.toContain('margin');
});

test('stops when there are no more subscribers', async () => {
  serve(() => ({ body: { data: { me: null }, errors: expired } }));
  const { auth, client } = make();
  await auth.login(alice);
  const asked = client.watchQuery({ query: gql('{ me { id } }') }).subscribe({ next: () => undefined });
  asked.unsubscribe();
  await pause(30);
  expect(server.count('refresh')).toBe(0);
});

describe('in cookie mode', () => {
  test('resumes the session of the cookie, without a token in any storage or body', async () => {
    serve(
      () => good,
      () => ({ body: { data: { refresh: { ...tokens('1'), refreshToken: null } } } }),
    );
    const { auth, me } = make({ cookie: true });
    expect(await auth.restore()).toEqual(user);
    await me();
    await auth.logout();
    expect(server.seen.map((request) => [request.field, bearer(request), request.variables])).toEqual([
      ['refresh', undefined, {}],
      ['me', '1', {}],
      ['logout', '1', { input: { scope: 'CURRENT' } }],
    ]);
  });

  test('recognizes a visitor who is not logged in', async () => {
    serve(
      () => good,
      () => ({ body: { data: null, errors: refused('INVALID_REFRESH_TOKEN') } }),
    );
    expect(await make({ cookie: true }).auth.restore()).toBeNull();
  });

  test('reports that the cookie belongs to another user, and sends nothing as that user', async () => {
    let session = { ...tokens('1'), refreshToken: null as string | null };
    serve(
      (request) =>
        bearer(request) === '1' ? { body: { data: { createOrder: null }, errors: expired } } : good,
      () => ({ body: { data: { refresh: session } } }),
    );
    const { auth, client } = make({ cookie: true });
    const changes: unknown[] = [];
    auth.onChange((who, reason) => changes.push([who?.username, reason]));
    await auth.restore();
    session = { ...tokens('9', { session: 'two' }), user: bob, refreshToken: null };
    await expect(client.mutate({ mutation: order })).rejects.toThrow();
    expect(server.seen.map((request) => [request.field, bearer(request)])).toEqual([
      ['refresh', undefined],
      ['createOrder', '1'],
      ['refresh', undefined],
    ]);
    expect(changes).toEqual([
      ['alice', 'restored'],
      ['bob', 'login'],
    ]);
  });

  test('finishes a logout that did not reach the server, and resumes no session until then', async () => {
    serve(
      () => good,
      () => ({ body: { data: { refresh: { ...tokens('1'), refreshToken: null } } } }),
    );
    const storage = memoryStorage();
    const { auth } = make({ cookie: true, storage });
    await auth.restore();
    expect(storage.get()).toBeUndefined();
    const { answer } = server;
    server.answer = () => ({ cut: true });
    await expect(auth.logout('ALL')).rejects.toThrow();
    server.seen.length = 0;

    // The page is reloaded, at first without a network.
    const next = make({ cookie: true, storage });
    await expect(next.auth.restore()).rejects.toThrow();
    await expect(next.me()).rejects.toThrow();
    server.answer = answer;
    expect(await next.auth.restore()).toBeNull();
    expect(next.auth.lastEnd).toMatchObject({ reason: 'logout' });
    expect(new Set(server.seen.map(({ field }) => field))).toEqual(new Set(['logout']));
    expect(server.seen.at(-1)?.variables).toEqual({ input: { scope: 'ALL' } });
    expect(await make({ cookie: true, storage }).auth.restore()).toEqual(user);
  });

  test('says after a reload why the session ended, and forgets it when a session is resumed', async () => {
    const ended = { body: { data: null, errors: refused('INVALID_REFRESH_TOKEN') } };
    const resumed = { body: { data: { refresh: { ...tokens('1'), refreshToken: null } } } };
    let answer: ScriptedAnswer = resumed;
    serve(
      () => good,
      () => answer,
    );
    const storage = memoryStorage();
    const load = async () => {
      const { auth } = make({ cookie: true, storage });
      await auth.restore();
      return auth;
    };
    const page = await load();
    answer = ended;
    await expect(page.accessToken(accessToken('1'))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(page.lastEnd).toMatchObject({ reason: 'ended', code: 'INVALID_REFRESH_TOKEN' });
    expect((await load()).lastEnd).toEqual(page.lastEnd);
    expect((await load()).lastEnd).toEqual(page.lastEnd);
    answer = resumed;
    const next = await load();
    expect([next.currentUser, next.lastEnd, storage.get()]).toEqual([user, null, undefined]);
    await next.logout();
    answer = ended;
    expect((await load()).lastEnd).toEqual({ reason: 'logout', at: expect.any(Number) });
  });

  test('forgets such a logout at the next login, and ignores everything else in that storage', async () => {
    serve(
      () => good,
      () => ({ body: { data: { refresh: { ...tokens('1'), refreshToken: null } } } }),
    );
    const storage = memoryStorage();
    storage.set('CURRENT');
    await make({ cookie: true, storage }).auth.login(alice);
    expect(storage.get()).toBeUndefined();
    for (const text of ['{"id":"one"}', 'OTHERS', '']) {
      storage.set(text);
      expect(await make({ cookie: true, storage }).auth.restore()).toEqual(user);
    }
    expect(server.count('logout')).toBe(0);
  });

  test('repeats a logout that could not reach the server', async () => {
    serve(
      () => good,
      () => ({ body: { data: { refresh: { ...tokens('1'), refreshToken: null } } } }),
    );
    const { auth } = make({ cookie: true });
    await auth.restore();
    const { answer } = server;
    server.answer = () => ({ cut: true });
    await expect(auth.logout()).rejects.toThrow();
    server.answer = answer;
    await auth.logout();
    expect(server.count('logout')).toBe(2);
  });
});

describe('with a failing storage', () => {
  const failing = (name: 'get' | 'set' | 'remove') => {
    const storage = memoryStorage();
    storage[name] = () => {
      throw new Error(`${name} fails`);
    };
    return storage;
  };

  test.each(['get', 'set', 'remove'] as const)('keeps the session in memory when %s fails', async (name) => {
    serve(() => good);
    const { auth, me } = make({ storage: failing(name) });
    await me();
    await auth.login(alice);
    await me();
    expect(bearer(server.seen.at(-1) as SeenRequest)).toBe('1');
    letPass(3_599_000);
    await me();
    expect(bearer(server.seen.at(-1) as SeenRequest)).toBe('2');
    await auth.logout();
    expect([auth.currentUser, server.count('logout')]).toEqual([null, 1]);
  });

  test('keeps the order of writes', async () => {
    serve(() => good);
    const inner = memoryStorage();
    const storage = {
      ...inner,
      set: async (text: string) => {
        await pause(20);
        inner.set(text);
      },
    };
    const { auth } = make({ storage });
    await Promise.all([auth.login(alice), pause(5).then(() => auth.logout())]);
    await auth.logout();
    expect(JSON.parse(String(inner.get()))).toEqual({ end: auth.lastEnd });
  });

  test('logs out when the storage was emptied, and resumes a session that another tab stored', async () => {
    serve((request) => (bearer(request) === '1' ? { body: { data: { me: null }, errors: expired } } : good));
    const storage = memoryStorage();
    const { auth, me } = make({ storage });
    await auth.login(alice);
    storage.remove();
    await expect(me()).rejects.toThrow();
    expect([auth.currentUser, server.count('refresh')]).toEqual([null, 0]);

    await auth.login(alice);
    const elsewhere = memoryStorage();
    const { answer } = server;
    server.answer = () => ({ body: { data: { login: { ...tokens('9', { session: 'two' }), user: bob } } } });
    await make({ storage: elsewhere }).auth.login(alice);
    server.answer = answer;
    storage.set(String(elsewhere.get()));
    await expect(me()).rejects.toThrow();
    expect(auth.currentUser).toEqual(bob);
  });
});

describe('with several tabs', () => {
  const clients: { auth: { close(): void } }[] = [];
  const openTab = (options: Partial<AuthOptions> = {}) => {
    const tab = make(options);
    clients.push(tab);
    return tab;
  };
  beforeEach(() => {
    Object.assign(globalThis, { document: {} });
  });
  afterEach(() => {
    for (const { auth } of clients.splice(0)) auth.close();
    Reflect.deleteProperty(globalThis, 'document');
  });

  test('shares a login, each refresh, and a logout', async () => {
    serve(() => good);
    const [one, other] = [openTab(), openTab()];
    await other.auth.restore();
    await one.auth.login(alice);
    await pause(within(50));
    expect(other.auth.currentUser).toEqual(user);
    letPass(3_599_000);
    await one.me();
    await pause(within(50));
    await other.me();
    expect([server.count('refresh'), bearer(server.seen.at(-1) as SeenRequest)]).toEqual([1, '2']);
    await other.auth.logout();
    await pause(within(50));
    expect(one.auth.currentUser).toBeNull();
  });

  test('never returns to an older session, or to one that was logged out during the restore', async () => {
    let answer: () => void = () => undefined;
    const after = new Promise<void>((resolve) => {
      answer = resolve;
    });
    serve(() => good);
    const one = openTab();
    await one.auth.login(alice);
    const channel = new BroadcastChannel(`auth-session ${server.url}`);
    letPass(3_599_000);
    await one.me();
    const old = { ...tokens('1'), id: 'one', issuedAt: 1, endsAt: 0, refreshAt: 0 };
    for (const message of [
      null,
      {},
      'x',
      { kind: 'refresh' },
      { kind: 'login', session: {} },
      { kind: 'refresh', session: old },
    ])
      channel.postMessage(message);
    await pause(20);
    await one.me();
    expect(bearer(server.seen.at(-1) as SeenRequest)).toBe('2');

    serve(
      () => good,
      () => ({ body: { data: { refresh: { ...tokens('3'), refreshToken: null } } }, after }),
    );
    const restoring = openTab({ cookie: true });
    const restored = restoring.auth.restore();
    while (server.count('refresh') < 2) await pause();
    await one.auth.logout();
    await pause(20);
    answer();
    expect(await restored).toBeNull();
    channel.close();
  });

  test('share nothing between two services', async () => {
    serve(() => good);
    const another = await ScriptedServer.start();
    const other = createAuthClient({ uri: another.url });
    await other.restore();
    await openTab().auth.login(alice);
    await pause(20);
    expect(other.currentUser).toBeNull();
    other.close();
    await another.stop();
  });
});

test('reports the rules that a new account breaks', async () => {
  const fields = [{ path: ['input', 'password'], reason: 'TOO_SHORT', message: 'At least 8 characters.' }];
  server.answer = () => ({ body: { data: null, errors: refused('BAD_USER_INPUT', { fields }) } });
  const { auth } = make();
  const error = await auth.signup({ ...alice, email: '' }).catch((thrown: AuthError) => thrown);
  expect(error).toBeInstanceOf(AuthError);
  expect(error).toMatchObject({ code: 'BAD_USER_INPUT', fields });
});

test('has no side effects when it is created', () => {
  const names = Object.getOwnPropertyNames(globalThis);
  const touched = jest.spyOn(globalThis, 'fetch');
  createAuthClient({
    uri: server.url,
    storage: {
      get: () => {
        throw new Error('touched');
      },
      set: () => undefined,
      remove: () => undefined,
    },
  });
  expect(touched).not.toHaveBeenCalled();
  expect(Object.getOwnPropertyNames(globalThis)).toEqual(names);
});

// graphql-ws' `connectionParams`, `fetch` for an upload or a REST call, and Server-Sent Events all use this token. A
// WebSocket closed with 4403, like a 401, means that the server has rejected it.
describe('provides the access token for requests that bypass the link', () => {
  test('null without a session, then the token, and after a logout null again', async () => {
    serve(() => good);
    const { auth } = make();
    expect(await auth.accessToken()).toBeNull();
    await auth.login(alice);
    expect(await auth.accessToken()).toBe(accessToken('1'));
    await auth.logout();
    expect(await auth.accessToken()).toBeNull();
    expect(server.count('refresh')).toBe(0);
  });

  test('for the session of an earlier page load', async () => {
    serve(() => good);
    const storage = memoryStorage();
    await make({ storage }).auth.login(alice);
    expect(await make({ storage }).auth.accessToken()).toBe(accessToken('1'));
  });

  test('renewed before it expires, once for all callers and the link', async () => {
    serve(() => good);
    const { auth, me } = make();
    await auth.login(alice);
    letPass(3_599_000);
    const [asked] = await Promise.all([Promise.all([auth.accessToken(), auth.accessToken()]), me()]);
    expect(asked).toEqual([accessToken('2'), accessToken('2')]);
    expect(server.count('refresh')).toBe(1);
  });

  test('a new token after a rejection, with a single refresh for all callers', async () => {
    serve(() => good);
    const { auth } = make();
    await auth.login(alice);
    const rejected = accessToken('1');
    const asked = await Promise.all([auth.accessToken(rejected), auth.accessToken(rejected)]);
    expect([...asked, await auth.accessToken(rejected)]).toEqual(Array(3).fill(accessToken('2')));
    expect(server.count('refresh')).toBe(1);
  });

  test('the current token while it is valid and cannot be renewed, and an error afterwards', async () => {
    serve(
      () => good,
      () => ({ cut: true }),
    );
    const { auth } = make();
    await auth.login(alice);
    letPass(3_599_000);
    expect(await auth.accessToken()).toBe(accessToken('1'));
    letPass(2_000);
    await expect(auth.accessToken()).rejects.toThrow();
    expect(auth.currentUser).toEqual(user);
  });

  test('SESSION_ENDED when the session has ended, then null', async () => {
    serve(
      () => good,
      () => ({ body: { data: null, errors: refused('INVALID_REFRESH_TOKEN') } }),
    );
    const { auth } = make();
    await auth.login(alice);
    letPass(3_599_000);
    await expect(auth.accessToken()).rejects.toMatchObject({ name: 'AuthError', code: 'SESSION_ENDED' });
    expect(await auth.accessToken()).toBeNull();
  });
});

test("accepts a session from an app's own mutation, and sends that mutation without a token or a refresh", async () => {
  const asked: SeenRequest[] = [];
  server.answer = (request) => {
    asked.push(request);
    if (request.field === 'login') return { body: { data: { login: tokens('1') } } };
    if (request.field === 'badgeLogin')
      return { body: { errors: refused('UNAUTHENTICATED', { reason: 'TOKEN_EXPIRED' }) } };
    return good;
  };
  const auth = createAuthClient({ uri: server.url, channel: null, authenticationFields: ['badgeLogin'] });
  const client = new ApolloClient({
    link: ApolloLink.from([auth.link, new HttpLink({ uri: server.url })]),
    cache: new InMemoryCache(),
  });
  await auth.login({ username: 'alice', password: 'secret' });
  await expect(client.mutate({ mutation: gql`mutation { badgeLogin }` })).rejects.toThrow('UNAUTHENTICATED');
  expect(asked.map(({ field, headers }) => [field, headers.authorization])).toEqual([
    ['login', undefined],
    ['badgeLogin', undefined],
  ]);
  expect(await auth.accept(tokens('7', { session: 'two', user: bob }))).toEqual(bob);
  await client.query({ query: gql`{ me { id } }` });
  expect([auth.currentUser, asked.at(-1) && bearer(asked.at(-1) as SeenRequest)]).toEqual([bob, '7']);
  auth.close();
});
