import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { codes, type Tokens } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase, statement } from '../../../tests/support/databases.ts';
import { Federation } from '../../../tests/support/federation.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { newKey } from '../../../tests/support/signing-keys.ts';
import { testSecretKey } from '../../../tests/support/tokens.ts';

const accessTokenSeconds = 4;

type Post = { title: string };

describe.each(['apollo', 'hive'] as const)('behind the gateway %s', (kind) => {
  let database: string;
  let graph: Federation;

  beforeAll(async () => {
    database = await makeDatabase();
    graph = await Federation.start(kind, {
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      DATABASE_URL: database,
      SECRET_KEY: testSecretKey,
      BCRYPT_COST: '10',
      ACCESS_TOKEN_TTL: `${accessTokenSeconds}s`,
      ACCOUNT_PURGE_INTERVAL: '100ms',
      ...newKey().env,
    });
  });
  afterAll(async () => {
    await graph.stop();
    await dropDatabase(database);
  });

  const addPost = (title: string, token?: string) =>
    graph.ask(
      'mutation ($title: String!) { addPost(title: $title) { id } }',
      { title },
      token ? { token } : {},
    );

  test('signs up, logs in, and joins the fields of both subgraphs', async () => {
    const person = await graph.addPerson();
    const { accessToken } = await graph.openSession(person);
    await addPost('Hello', accessToken);
    const { data, errors } = await graph.ask(
      '{ me { id username email posts { title } } }',
      {},
      { token: accessToken },
    );
    expect(errors).toBeUndefined();
    const { id, username, email } = person;
    expect(data.me).toEqual({ id, username, email, posts: [{ title: 'Hello' }] });
  });

  test('shows the authors of posts, but no emails of other users', async () => {
    const [author, reader] = [await graph.addPerson(), await graph.addPerson()];
    await addPost('By the author', (await graph.openSession(author)).accessToken);
    const session = await graph.openSession(reader);
    await addPost('By the reader', session.accessToken);
    const query = '{ posts { title author { id username email isActive } } }';
    const { data, errors } = await graph.ask(query, {}, { token: session.accessToken });
    expect(errors).toBeUndefined();
    const shown = ({ id, username }: typeof author) => ({ id, username, isActive: true });
    expect(data.posts).toContainEqual({ title: 'By the author', author: { ...shown(author), email: null } });
    expect(data.posts).toContainEqual({
      title: 'By the reader',
      author: { ...shown(reader), email: reader.email },
    });
    const anonymous = await graph.ask(query);
    expect(anonymous.errors).toBeUndefined();
    for (const { author: each } of anonymous.data.posts) expect(each).toMatchObject({ email: null });
  });

  test('passes on error codes with their details', async () => {
    const person = await graph.addPerson();
    const wrong = await graph.logIn({ ...person, password: 'a wrong guess' });
    expect([wrong.status, codes(wrong), wrong.data]).toEqual([200, ['INVALID_CREDENTIALS'], null]);
    const { id: _id, ...same } = person;
    expect(codes(await graph.signUp(same))).toEqual(['USERNAME_TAKEN']);
    const broken = await graph.signUp({ ...same, username: 'x', password: 'short' });
    expect(broken.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ reason: 'INVALID_USERNAME' }, { reason: 'TOO_SHORT' }],
    });
  });

  test('shows the posts of a deleted author with a stub, and the other posts beside them', async () => {
    const [gone, author] = [await graph.addPerson(), await graph.addPerson()];
    for (const person of [gone, author])
      await addPost(person.username, (await graph.openSession(person)).accessToken);
    const { accessToken } = await graph.openSession(gone);
    const deletion = await graph.ask('mutation { deleteAccount { dueAt } }', {}, { token: accessToken });
    expect(deletion.errors).toBeUndefined();
    const query = '{ posts { title author { id username email isActive posts { title } } } }';
    const shown = async () => {
      const { data, errors } = await graph.ask(query);
      expect(errors).toBeUndefined();
      return data.posts.filter(({ title }: Post) => title === gone.username || title === author.username);
    };
    const post = ({ id, username }: typeof gone, change: object) => ({
      title: username,
      author: { id, username, email: null, isActive: true, posts: [{ title: username }], ...change },
    });
    // Until the deletion, only the state of the account changes.
    expect(await shown()).toEqual([post(author, {}), post(gone, { isActive: false })]);
    await statement(database, `update account_closings set due_at = now() where user_id = ${gone.id}`);
    const stub = [post(author, {}), post(gone, { username: 'deleted', isActive: false })];
    await until('the deletion', async () => isDeepStrictEqual(await shown(), stub));
    expect((await graph.me(accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
  });

  test('shows a post whose author the service does not know, and the other posts beside it', async () => {
    const [gone, author] = [await graph.addPerson(), await graph.addPerson()];
    for (const person of [gone, author])
      await addPost(person.username, (await graph.openSession(person)).accessToken);
    // Without a stub, as in a restored backup that lacks the account.
    await statement(database, `delete from users where id = ${gone.id}`);
    const { data, errors } = await graph.ask('{ posts { title author { username email } } }');
    // Hive Gateway also reports the missing author; the data is the same.
    const path = ['posts', data.posts.findIndex(({ title }: Post) => title === gone.username)];
    const reported = [{ path: [...path, 'author', 'username'] }];
    expect(errors ?? []).toMatchObject(kind === 'hive' ? reported : []);
    expect(data.posts).toContainEqual({ title: gone.username, author: null });
    const { username } = author;
    expect(data.posts).toContainEqual({ title: username, author: { username, email: null } });
  });

  test("returns the caller's data, with a scalar of its own", async () => {
    const person = await graph.addPerson();
    const { accessToken } = await graph.openSession(person);
    const { data, errors } = await graph.ask(
      '{ myData { exportedAt sections { name entries } } }',
      {},
      { token: accessToken },
    );
    expect(errors).toBeUndefined();
    expect(data.myData.sections).toContainEqual({
      name: 'account',
      entries: [expect.objectContaining({ email: person.email })],
    });
  });

  test('returns the other fields if me has no token', async () => {
    const { data, errors, status } = await graph.ask('{ me { id } posts { id } }');
    expect(status).toBe(200);
    expect(data.me).toBeNull();
    expect(Array.isArray(data.posts)).toBe(true);
    expect(errors).toMatchObject([
      { path: ['me'], extensions: { code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING' } },
    ]);
  });

  test('refreshes in spite of an expired access token', async () => {
    const { accessToken, refreshToken } = await graph.openSession();
    await sleep((accessTokenSeconds + 1) * 1000);
    expect((await graph.me(accessToken)).errors?.[0]?.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'TOKEN_EXPIRED',
    });
    const late = await addPost('Too late', accessToken);
    expect(late.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'TOKEN_EXPIRED' });
    const { data, errors } = await graph.refresh(refreshToken, { token: accessToken });
    expect(errors).toBeUndefined();
    const fresh: Tokens = data.refresh;
    expect((await graph.me(fresh.accessToken)).data.me).not.toBeNull();
    expect(codes(await addPost('In time', fresh.accessToken))).toEqual([]);
  });

  test('shows the device of the client, not that of the gateway', async () => {
    const person = await graph.addPerson();
    const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const { data } = await graph.logIn(person, { headers: { 'user-agent': firefox } });
    const { accessToken: token } = data.login;
    const { data: seen } = await graph.ask('{ me { sessions { device isCurrent } } }', {}, { token });
    expect(seen.me.sessions).toEqual([{ device: 'Firefox on Windows', isCurrent: true }]);
  });

  test('ends the session at once', async () => {
    const { accessToken, refreshToken } = await graph.openSession();
    expect((await graph.logOut(null, accessToken)).data.logout.revokedSessions).toBe(1);
    expect((await graph.me(accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
    expect(codes(await graph.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  });

  test.each([
    ['no token', undefined, 'TOKEN_MISSING'],
    ['a forged token', 'eyJhbGciOiJub25lIn0.e30.x', 'TOKEN_INVALID'],
  ])('gives the other subgraph the reasons of the service: %s', async (_what, token, reason) => {
    const { errors } = await addPost('Nothing', token);
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED', reason } }]);
  });

  test('ignores headers that claim an identity', async () => {
    const person = await graph.addPerson();
    const headers = Object.fromEntries(
      ['x-user-id', 'x-auth-user', 'x-forwarded-user', 'x-remote-user', 'user-id'].map((name) => [
        name,
        person.id,
      ]),
    );
    expect((await graph.ask('{ me { id } }', {}, { headers })).data.me).toBeNull();
    // Gateways forward none of these headers, but a client that reaches the service directly can send anything.
    const direct = await fetch(graph.auth, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    expect(await direct.json()).toMatchObject({ data: { me: null } });
  });

  test("keeps the subgraph's own fields from all callers except the gateway", async () => {
    for (const url of [graph.url, graph.auth]) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-gateway-secret': 'a guess of a secret' },
        body: JSON.stringify({ query: '{ _service { sdl } }' }),
      });
      const text = await response.text();
      expect(text).toContain('errors');
      expect(text).not.toContain('@key');
    }
  });
});
