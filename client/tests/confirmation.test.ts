import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { until } from '../../tests/support/left-behind.ts';
import {
  type ScriptedAnswer,
  ScriptedServer,
  type SeenRequest,
} from '../../tests/support/scripted-server.ts';
import { type AuthError, type ConfirmationNeed, changePassword, createAuthClient } from '../src/index.ts';

/** A service that refuses operations until the user has confirmed their identity. */
let server: ScriptedServer;
const closing: (() => void)[] = [];
beforeEach(async () => {
  Object.assign(globalThis, { document: {} });
  server = await ScriptedServer.start();
  server.answer = answerAsUsual;
});
afterEach(async () => {
  for (const close of closing.splice(0)) close();
  Reflect.deleteProperty(globalThis, 'document');
  await server.stop();
});

const user = { __typename: 'User', id: '1', username: 'alice', email: 'alice@example.com', isActive: true };
const bob = { ...user, id: '2', username: 'bob' };
const alice = { username: 'alice', password: 'a long walk by the river' };
const proof = { challenge: 'c1', password: alice.password };

let issued = 0;
/** New tokens; `auth_time` says when the user last proved their identity. */
function tokens(
  authTime: number,
  { sid = 'one', owner = user, refreshToken = `refresh ${issued + 1}` } = {},
) {
  issued += 1;
  const claims = { sid, iat: issued, auth_time: authTime };
  const accessToken = `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${issued}`;
  return { accessToken, refreshToken: refreshToken || null, expiresIn: 3600, user: owner };
}

const authTimeOf = ({ headers }: SeenRequest): number =>
  JSON.parse(Buffer.from(headers.authorization?.split('.')[1] ?? '', 'base64url').toString()).auth_time;

const refusal = (path?: readonly (string | number)[]) => ({
  message: 'Confirm your identity.',
  ...(path && { path }),
  extensions: { code: 'REAUTHENTICATION_REQUIRED', methods: ['PASSWORD'], maxAgeSeconds: 600 },
});
const refused = (...paths: (string | number)[][]): ScriptedAnswer => ({
  body: { data: null, errors: paths.map(refusal) },
});
const error = (code: string): ScriptedAnswer => ({
  body: { data: null, errors: [{ message: code, extensions: { code } }] },
});

function answerAsUsual(request: SeenRequest): ScriptedAnswer {
  const { field, variables } = request;
  if (field === 'login') return { body: { data: { login: tokens(1) } } };
  if (field === 'refresh') return { body: { data: { refresh: tokens(1) } } };
  if (field === 'logout') return { body: { data: { logout: { revokedSessions: 1 } } } };
  if (field === 'startConfirmation')
    return {
      body: { data: { startConfirmation: { challenge: 'c1', methods: ['PASSWORD'], expiresIn: 600 } } },
    };
  if (field === 'confirmIdentity')
    return variables.input.password === alice.password
      ? { body: { data: { confirmIdentity: tokens(2, { refreshToken: '' }) } } }
      : error('INVALID_CREDENTIALS');
  if (authTimeOf(request) < 2) return refused([field]);
  return {
    body: { data: { [field]: { __typename: 'User', id: '1', username: variables.input ?? 'alice' } } },
  };
}

/** A tab. `needs` contains the calls of its callback. Each call lasts until the test ends it. */
function openTab({ asks = true } = {}) {
  const needs: (ConfirmationNeed & { finish: () => void })[] = [];
  const auth = createAuthClient({
    uri: server.url,
    ...(asks && {
      onConfirmationNeeded: (need) => new Promise<void>((finish) => void needs.push({ ...need, finish })),
    }),
  });
  const link = ApolloLink.from([auth.link, new HttpLink({ uri: server.url })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  closing.push(() => auth.close());
  const rename = (input: string) =>
    client
      .mutate<{ changeUsername: { username: string } }>({
        mutation: gql('mutation ($input: String!) { changeUsername(input: $input) { id username } }'),
        variables: { input },
      })
      .then(({ data }) => data?.changeUsername.username);
  return { auth, client, needs, rename };
}

async function openTabs(count: number) {
  const tabs = Array.from({ length: count }, () => openTab());
  await Promise.all(tabs.map(({ auth }) => auth.restore()));
  const [first] = tabs;
  await first?.auth.login(alice);
  await until('the login in each tab', () => tabs.every(({ auth }) => auth.currentUser));
  return tabs as [ReturnType<typeof openTab>, ...ReturnType<typeof openTab>[]];
}

const allNeeds = (tabs: readonly ReturnType<typeof openTab>[]) => tabs.flatMap(({ needs }) => needs);
const codeOf = (thrown: { errors?: { extensions?: { code?: string } }[] } & Partial<AuthError>) =>
  thrown.code ?? thrown.errors?.[0]?.extensions?.code;
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

test('asks once for five operations in three tabs, and sends each of them again with its variables', async () => {
  const tabs = await openTabs(3);
  const [one, two, three] = tabs;
  const renamed = Promise.all([
    one.rename('a'),
    one.rename('b'),
    two?.rename('c'),
    two?.rename('d'),
    three?.rename('e'),
  ]);
  await until('the refusals', () => server.count('changeUsername') === 5);
  await pause(500);
  const needs = allNeeds(tabs);
  expect(needs).toMatchObject([{ methods: ['PASSWORD'], maxAgeSeconds: 600 }]);
  const asking = tabs.find((tab) => tab.needs.length > 0);
  const { challenge } = (await asking?.auth.startConfirmation()) ?? { challenge: '' };
  expect(await asking?.auth.confirmIdentity({ challenge, password: alice.password })).toEqual(user);
  expect(await renamed).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(needs[0]?.signal.aborted).toBe(true);
  await pause(500);
  expect(allNeeds(tabs)).toHaveLength(1);
  expect(server.count('changeUsername')).toBe(10);
});

test('fails every waiting operation of every tab when the user cancels, and asks again for the next one', async () => {
  const tabs = await openTabs(2);
  const [one, two] = tabs;
  const failed = [one.rename('a'), one.rename('b'), two?.rename('c')].map((each) => each?.catch(codeOf));
  await until('the refusals', () => server.count('changeUsername') === 3);
  await until('the question', () => allNeeds(tabs).length > 0);
  // By now, the other tab waits too.
  await pause(300);
  allNeeds(tabs)[0]?.finish();
  expect(await Promise.all(failed)).toEqual(Array(3).fill('REAUTHENTICATION_REQUIRED'));
  expect(server.count('changeUsername')).toBe(3);
  const next = two?.rename('d');
  await until('the next question', () => allNeeds(tabs).length === 2);
  await two?.auth.confirmIdentity(proof);
  expect(await next).toBe('d');
});

test('counts a rejected promise as a cancellation', async () => {
  const auth = createAuthClient({
    uri: server.url,
    channel: null,
    onConfirmationNeeded: () => Promise.reject(new Error('closed')),
  });
  await auth.login(alice);
  const link = ApolloLink.from([auth.link, new HttpLink({ uri: server.url })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const query = gql('{ myData { id username } }');
  expect(await client.query({ query }).catch(codeOf)).toBe('REAUTHENTICATION_REQUIRED');
});

test('fails at once if the app cannot ask', async () => {
  const { auth, rename } = openTab({ asks: false });
  await auth.login(alice);
  expect(await rename('a').catch(codeOf)).toBe('REAUTHENTICATION_REQUIRED');
});

test('never asks twice for one operation', async () => {
  const tabs = await openTabs(1);
  const [one] = tabs;
  server.answer = (request) =>
    request.field === 'changeUsername' ? refused(['changeUsername']) : answerAsUsual(request);
  const failed = one.rename('a').catch(codeOf);
  await until('the question', () => one.needs.length > 0);
  await one.auth.confirmIdentity(proof);
  expect(await failed).toBe('REAUTHENTICATION_REQUIRED');
  expect([one.needs.length, server.count('changeUsername')]).toEqual([1, 2]);
});

test('a wrong password leaves the operations waiting, and the right one sends them', async () => {
  const [one] = await openTabs(1);
  const renamed = one.rename('a');
  await until('the question', () => one.needs.length > 0);
  const wrong = one.auth.confirmIdentity({ challenge: 'c1', password: 'a wrong guess' });
  await expect(wrong).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
  expect([one.needs[0]?.signal.aborted, one.auth.currentUser]).toEqual([false, user]);
  await one.auth.confirmIdentity(proof);
  expect(await renamed).toBe('a');
});

test('does not ask again for a refusal that arrives after the confirmation', async () => {
  const tabs = await openTabs(2);
  const [one, two] = tabs;
  let release: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    release = resolve;
  });
  server.answer = (request) =>
    request.variables.input === 'late' && authTimeOf(request) < 2
      ? { ...refused(['changeUsername']), after }
      : answerAsUsual(request);
  const late = two?.rename('late');
  await until('the request', () => server.count('changeUsername') === 1);
  const early = one.rename('early');
  await until('the question', () => one.needs.length > 0);
  await one.auth.confirmIdentity(proof);
  expect(await early).toBe('early');
  await until(
    'the new token',
    async () => (await two?.auth.accessToken()) === (await one.auth.accessToken()),
  );
  release();
  expect(await late).toBe('late');
  expect(allNeeds(tabs)).toHaveLength(1);
});

describe('while the user is asked', () => {
  const ask = async () => {
    const tabs = await openTabs(2);
    const [one, two] = tabs;
    const failed = [one.rename('a'), two?.rename('b')].map((each) => each?.catch(codeOf));
    await until('the question', () => allNeeds(tabs).length > 0);
    await until('the refusals', () => server.count('changeUsername') === 2);
    const [need] = allNeeds(tabs);
    return { one, two, failed: Promise.all(failed), need };
  };

  test('a logout in another tab fails the operations and closes the dialog', async () => {
    const { one, failed, need } = await ask();
    await one.auth.logout();
    expect(await failed).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
    expect(need?.signal.aborted).toBe(true);
    expect(server.count('changeUsername')).toBe(2);
  });

  test('an end of the session by the service does so too', async () => {
    const { two, failed, need } = await ask();
    server.answer = ({ field }) => error(field === 'refresh' ? 'INVALID_REFRESH_TOKEN' : 'UNAUTHENTICATED');
    await expect(two?.auth.confirmIdentity(proof)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(await failed).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
    expect([need?.signal.aborted, two?.auth.currentUser]).toEqual([true, null]);
  });

  test('a login of another user sends none of them as that user', async () => {
    const { one, failed, need } = await ask();
    await one.auth.accept(tokens(2, { sid: 'two', owner: bob }));
    expect(await failed).toEqual(['SESSION_ENDED', 'SESSION_ENDED']);
    expect([need?.signal.aborted, server.count('changeUsername')]).toEqual([true, 2]);
  });

  test('a new login of the same user sends them', async () => {
    const { one, failed } = await ask();
    await one.auth.accept(tokens(2, { sid: 'two' }));
    expect(await failed).toEqual(['a', 'b']);
  });
});

describe('sends a mutation again only if no part of it has run', () => {
  const both =
    'mutation ($input: String!) { first: addPost(input: $input) { id } changeUsername(input: $input) { id } }';
  const one = 'mutation ($input: String!) { addPost(input: $input) { id author { secret } } }';
  const user1 = { __typename: 'User', id: '1' };
  const inFragment = 'mutation { ...F } fragment F on Mutation { addPost { id } }';

  test.each<[string, string, { data?: object | null; errors: object[] }, number]>([
    [
      'every field was refused',
      both,
      { data: null, errors: [refusal(['first']), refusal(['changeUsername'])] },
      2,
    ],
    ['the request was refused', both, { errors: [refusal()] }, 2],
    [
      'one field has run, and its result is lost',
      both,
      { data: null, errors: [refusal(['changeUsername'])] },
      1,
    ],
    [
      'one field has run',
      both,
      { data: { first: user1, changeUsername: null }, errors: [refusal(['changeUsername'])] },
      1,
    ],
    [
      'the other field failed for another reason',
      both,
      { data: null, errors: [{ message: 'x', path: ['first'] }, refusal(['changeUsername'])] },
      1,
    ],
    [
      'part of its result was refused',
      one,
      { data: null, errors: [refusal(['addPost', 'author', 'secret'])] },
      1,
    ],
    ['the error names no field', one, { data: { addPost: null }, errors: [refusal()] }, 1],
    ['its fields are in a fragment', inFragment, { data: null, errors: [refusal(['addPost'])] }, 1],
  ])('%s', async (_what, document, body, sent) => {
    const { auth, client, needs } = openTab();
    await auth.login(alice);
    let count = 0;
    server.answer = (request) => {
      if (request.field === 'confirmIdentity') return answerAsUsual(request);
      count += 1;
      return { body: count === 1 ? body : { data: { first: user1, changeUsername: user1, addPost: user1 } } };
    };
    const outcome = client
      .mutate({ mutation: gql(document), variables: { input: 'x' }, fetchPolicy: 'no-cache' })
      .then(() => 'done', codeOf);
    if (sent === 2) {
      await until('the question', () => needs.length > 0);
      await auth.confirmIdentity(proof);
    }
    expect(await outcome).toBe(sent === 2 ? 'done' : codeOf(body));
    expect([needs.length, count]).toEqual([sent - 1, sent]);
  });
});

test('a query is sent again even if part of it had a result', async () => {
  const { auth, client, needs } = openTab();
  await auth.login(alice);
  server.answer = (request) => {
    if (request.field !== 'me') return answerAsUsual(request);
    const isConfirmed = authTimeOf(request) > 1;
    return {
      body: isConfirmed
        ? { data: { me: user, myData: user } }
        : { data: { me: user, myData: null }, errors: [refusal(['myData'])] },
    };
  };
  const asked = client.query({ query: gql('{ me { id } myData { id } }'), fetchPolicy: 'no-cache' });
  await until('the question', () => needs.length > 0);
  await auth.confirmIdentity(proof);
  expect((await asked).data).toMatchObject({ myData: { id: '1' } });
});

test('asks for the operations of the client itself too', async () => {
  const { auth, needs } = openTab();
  await auth.login(alice);
  let isRefused = true;
  server.answer = (request) => {
    if (request.field !== 'changePassword') return answerAsUsual(request);
    const answer = isRefused
      ? refused(['changePassword'])
      : { body: { data: { changePassword: tokens(3, { sid: 'two' }) } } };
    isRefused = false;
    return answer;
  };
  const changed = changePassword(auth, { currentPassword: 'x', newPassword: 'y' });
  await until('the question', () => needs.length > 0);
  await auth.confirmIdentity(proof);
  expect(await changed).toEqual(user);
  expect(server.count('changePassword')).toBe(2);
});

describe('a confirmation replaces the access token in every tab, and', () => {
  test('keeps the refresh token of each tab, also if another tab refreshes at the same time', async () => {
    const tabs = await openTabs(2);
    const [one, two] = tabs;
    let release: () => void = () => undefined;
    const after = new Promise<void>((resolve) => {
      release = resolve;
    });
    const rejected = (await two?.auth.accessToken()) ?? '';
    server.answer = (request) =>
      request.field === 'confirmIdentity' ? { ...answerAsUsual(request), after } : answerAsUsual(request);
    const confirmed = one.auth.confirmIdentity(proof);
    await until('the request', () => server.count('confirmIdentity') === 1);
    const refreshed = await two?.auth.accessToken(rejected);
    expect(refreshed).not.toBe(rejected);
    release();
    await confirmed;
    await until('the confirmed token', async () => (await two?.auth.accessToken()) !== refreshed);
    expect(await two?.auth.accessToken()).toBe(await one.auth.accessToken());
    const token = (await one.auth.accessToken()) ?? '';
    server.answer = answerAsUsual;
    await one.auth.accessToken(token);
    const sent = server.seen
      .filter(({ field }) => field === 'refresh')
      .map(({ variables }) => variables.input.refreshToken);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBe(`refresh ${Number(refreshed?.split('.')[2])}`);
  });

  test('outlives a refresh that began before it', async () => {
    const [one] = await openTabs(1);
    let release: () => void = () => undefined;
    const after = new Promise<void>((resolve) => {
      release = resolve;
    });
    server.answer = (request) =>
      request.field === 'refresh' ? { ...answerAsUsual(request), after } : answerAsUsual(request);
    const refreshed = one.auth.accessToken((await one.auth.accessToken()) ?? '');
    await until('the request', () => server.count('refresh') === 1);
    await one.auth.confirmIdentity(proof);
    const confirmed = await one.auth.accessToken();
    release();
    await refreshed;
    expect(await one.auth.accessToken()).toBe(confirmed);
  });
});
