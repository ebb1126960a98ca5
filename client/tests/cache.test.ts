import {
  ApolloClient,
  ApolloLink,
  gql,
  HttpLink,
  InMemoryCache,
  type WatchQueryFetchPolicy,
} from '@apollo/client';
import { RetryLink } from '@apollo/client/link/retry';
import { until } from '../../tests/support/left-behind.ts';
import {
  type ScriptedAnswer,
  ScriptedServer,
  type SeenRequest,
} from '../../tests/support/scripted-server.ts';
import { createAuthClient } from '../src/index.ts';

/** What Apollo Client keeps and shows when the user changes. */

let server: ScriptedServer;
beforeEach(async () => {
  server = await ScriptedServer.start();
});
afterEach(() => server.stop());

const users = {
  alice: { __typename: 'User', id: '1', username: 'alice', email: 'alice@example.com', isActive: true },
  bob: { __typename: 'User', id: '2', username: 'bob', email: 'bob@example.com', isActive: true },
};
type Name = keyof typeof users;

const meQuery = gql('{ me { id username } }');
const order = gql('mutation { createOrder { id margin } }');
const missing = [{ message: 'Log in.', extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } }];
const expired = [{ message: 'Refresh.', extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' } }];
const password = 'a long walk by the river';

/** Numbers the logins, so that each one gets its own session. */
let logins = 0;
function tokens(name: Name) {
  logins += 1;
  const claims = Buffer.from(JSON.stringify({ sid: `${name} ${logins}`, iat: logins })).toString('base64url');
  return { accessToken: `head.${claims}.${name}`, refreshToken: name, expiresIn: 3600, user: users[name] };
}

/** The user whose token the request carries. */
const senderOf = ({ headers }: SeenRequest) => headers.authorization?.split('.').at(-1) as Name | undefined;

function answerAsUsual(request: SeenRequest): ScriptedAnswer {
  const { field, variables } = request;
  const sender = senderOf(request);
  if (field === 'login') return { body: { data: { login: tokens(variables.input.username) } } };
  if (field === 'logout') return { body: { data: { logout: { revokedSessions: 1 } } } };
  if (field === 'createOrder')
    return {
      body: { data: { createOrder: { __typename: 'Order', id: '7', margin: `margin of ${sender}` } } },
    };
  return { body: sender ? { data: { me: users[sender] } } : { data: { me: null }, errors: missing } };
}

function make(before: readonly ApolloLink[] = []) {
  server.answer = answerAsUsual;
  const auth = createAuthClient({ uri: server.url, channel: null });
  const client = new ApolloClient({
    link: ApolloLink.from([...before, auth.link, new HttpLink({ uri: server.url })]),
    cache: new InMemoryCache(),
  });
  const logIn = (username: Name) => auth.login({ username, password });
  return { auth, client, logIn, cached: () => JSON.stringify(client.cache.extract(true)) };
}

const pause = (milliseconds = 5) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const trouble: [string, (request: SeenRequest) => ScriptedAnswer][] = [
  ['the service refuses', answerAsUsual],
  ['the service is away', () => ({ cut: true })],
  ['the service never answers', () => ({ after: new Promise(() => undefined) })],
];
const policies: WatchQueryFetchPolicy[] = ['cache-first', 'cache-and-network', 'network-only', 'no-cache'];

describe.each(trouble)('after a logout, when %s', (_what, answer) => {
  test.each(policies)('a watched query (%s) shows the last user no longer', async (fetchPolicy) => {
    const { auth, client, logIn, cached } = make();
    await logIn('alice');
    const watched = client.watchQuery({ query: meQuery, fetchPolicy });
    const seen: unknown[] = [];
    const subscription = watched.subscribe((result) => seen.push(result));
    await until('alice to be shown', () => JSON.stringify(seen).includes('alice'));
    server.answer = answer;
    void auth.logout().catch(() => undefined);
    await pause(60);
    expect(JSON.stringify(seen.at(-1))).not.toContain('alice');
    expect(JSON.stringify(watched.getCurrentResult())).not.toContain('alice');
    expect(cached()).not.toContain('alice');
    subscription.unsubscribe();
  });
});

// A standby query emits nothing by definition, but its current result must be empty.
test.each([
  'cache-only',
  'standby',
] as const)('nor does a query that asks nothing (%s)', async (fetchPolicy) => {
  const { auth, client, logIn } = make();
  await logIn('alice');
  await client.query({ query: meQuery });
  const watched = client.watchQuery({ query: meQuery, fetchPolicy: 'cache-first' });
  const seen: unknown[] = [];
  const subscription = watched.subscribe((result) => seen.push(result));
  await until('alice to be shown', () => JSON.stringify(seen).includes('alice'));
  await watched.reobserve({ fetchPolicy });
  await auth.logout();
  await pause(60);
  if (fetchPolicy === 'cache-only') expect(JSON.stringify(seen.at(-1))).not.toContain('alice');
  expect(JSON.stringify(watched.getCurrentResult())).not.toContain('alice');
  subscription.unsubscribe();
});

test('nor does a watched fragment', async () => {
  const { auth, client, logIn } = make();
  await logIn('alice');
  await client.query({ query: meQuery });
  const seen: unknown[] = [];
  const subscription = client
    .watchFragment({ fragment: gql('fragment Name on User { username }'), from: users.alice })
    .subscribe((result) => seen.push(result));
  await until('alice to be shown', () => JSON.stringify(seen).includes('alice'));
  await auth.logout();
  await pause(60);
  expect(JSON.stringify(seen.at(-1))).not.toContain('alice');
  subscription.unsubscribe();
});

test('shows the next user, who logs in without a logout before', async () => {
  const { client, logIn, cached } = make();
  await logIn('alice');
  const seen: unknown[] = [];
  const subscription = client.watchQuery({ query: meQuery }).subscribe((result) => seen.push(result));
  await until('alice to be shown', () => JSON.stringify(seen).includes('alice'));
  await logIn('bob');
  const since = seen.length;
  await until('bob to be shown', () => JSON.stringify(seen).includes('bob'));
  expect(JSON.stringify(seen.slice(since))).not.toContain('alice');
  expect(cached()).not.toContain('alice');
  subscription.unsubscribe();
});

test('asks for me again after a login, although the cache had null', async () => {
  const { client, logIn } = make();
  const ask = () => client.query<{ me: object | null }>({ query: meQuery, errorPolicy: 'all' });
  expect((await ask()).data).toEqual({ me: null });
  await logIn('alice');
  expect((await ask()).data?.me).toMatchObject({ username: 'alice' });
  await logIn('bob');
  expect((await ask()).data?.me).toMatchObject({ username: 'bob' });
});

test('aborts queries of the last user, and drops their results', async () => {
  const { auth, client, logIn, cached } = make();
  await logIn('alice');
  const { promise: after, resolve: answer } = Promise.withResolvers<void>();
  server.answer = (request) => ({ ...answerAsUsual(request), ...(request.field === 'me' && { after }) });
  const asked = client.query({ query: meQuery }).catch((error: Error) => error);
  await until('me to be asked', () => server.count('me') > 0);
  await auth.logout();
  await logIn('bob');
  answer();
  expect(await asked).toBeInstanceOf(Error);
  await pause(30);
  expect(cached()).not.toContain('alice');
});

test('drops the result of a mutation of the last user, and its optimistic result', async () => {
  const { client, logIn, cached } = make();
  await logIn('alice');
  const { promise: after, resolve: answer } = Promise.withResolvers<void>();
  server.answer = (request) => ({
    ...answerAsUsual(request),
    ...(request.field === 'createOrder' && { after }),
  });
  const optimisticResponse = { createOrder: { __typename: 'Order', id: '7', margin: 'hoped for by alice' } };
  const updates: unknown[] = [];
  const asked = client
    .mutate({ mutation: order, optimisticResponse, update: (_cache, { data }) => void updates.push(data) })
    .catch((error: Error) => error);
  await until('createOrder to be asked', () => server.count('createOrder') > 0);
  expect(cached()).toContain('hoped for by alice');
  await logIn('bob');
  expect(cached()).not.toContain('alice');
  answer();
  expect(await asked).toMatchObject({ name: 'AuthError', code: 'SESSION_ENDED' });
  expect([cached().includes('alice'), updates]).toEqual([false, [optimisticResponse]]);
});

test('logs in and out although the queries that are refetched fail', async () => {
  const { auth, client, logIn } = make();
  server.answer = (request) => {
    if (request.field !== 'me') return answerAsUsual(request);
    return { body: { data: { me: null }, errors: missing } };
  };
  const subscription = client.watchQuery({ query: meQuery, errorPolicy: 'none' }).subscribe(() => undefined);
  await until('me to be asked', () => server.count('me') > 0);
  await expect(logIn('alice')).resolves.toEqual(users.alice);
  await expect(auth.logout()).resolves.toBeUndefined();
  subscription.unsubscribe();
});

test('refreshes the token for queries that a mutation awaits, so that the mutation does not fail', async () => {
  const { auth, client } = make();
  const token = tokens('alice');
  await auth.accept(token);
  const subscription = client.watchQuery({ query: meQuery }).subscribe(() => undefined);
  await until('me to be asked', () => server.count('me') > 0);
  await pause();
  let isRenewed = false;
  server.answer = (request) => {
    if (request.field === 'refresh') {
      isRenewed = true;
      return { body: { data: { refresh: token } } };
    }
    return request.field === 'me' && !isRenewed
      ? { body: { data: { me: null }, errors: expired } }
      : answerAsUsual(request);
  };
  const { data } = await client.mutate<{ createOrder: object }>({
    mutation: order,
    refetchQueries: [meQuery],
    awaitRefetchQueries: true,
  });
  expect([data?.createOrder, isRenewed]).toMatchObject([{ id: '7' }, true]);
  subscription.unsubscribe();
});

describe("with Apollo's RetryLink", () => {
  const fast = { delay: { initial: 1, max: 2, jitter: false } };

  test('sends no mutation of one user as the next one', async () => {
    const { client, logIn } = make([new RetryLink(fast)]);
    await logIn('alice');
    const { promise: after, resolve: answer } = Promise.withResolvers<void>();
    server.answer = (request) => ({
      ...answerAsUsual(request),
      ...(senderOf(request) === 'alice' && { after }),
    });
    const asked = client.mutate({ mutation: order }).catch((error: Error) => error);
    await until('createOrder to be asked', () => server.count('createOrder') > 0);
    await logIn('bob');
    answer();
    expect(await asked).toMatchObject({ name: 'AuthError', code: 'SESSION_ENDED' });
    expect(server.seen.filter(({ field }) => field === 'createOrder').map(senderOf)).toEqual(['alice']);
  });

  test('nor one that never reached the server', async () => {
    const { auth, client, logIn } = make([new RetryLink({ ...fast, delay: { initial: 40 } })]);
    await logIn('alice');
    server.answer = (request) => (request.field === 'createOrder' ? { cut: true } : answerAsUsual(request));
    const asked = client.mutate({ mutation: order }).catch((error: Error) => error);
    await until('createOrder to be asked', () => server.count('createOrder') > 0);
    await auth.logout();
    await logIn('bob');
    expect(await asked).toBeInstanceOf(Error);
    expect(server.seen.filter(({ field }) => field === 'createOrder').map(senderOf)).toEqual(['alice']);
  });

  test('a wrong password is tried once', async () => {
    const { client } = make([new RetryLink(fast)]);
    server.answer = () => ({
      body: { data: null, errors: [{ message: 'Wrong.', extensions: { code: 'INVALID_CREDENTIALS' } }] },
    });
    await expect(client.mutate({ mutation: gql('mutation { login { user { id } } }') })).rejects.toThrow(
      'Wrong.',
    );
    expect(server.count('login')).toBe(1);
  });
});
