import bcrypt from 'bcrypt';
import { passwordHasher } from '../../src/password/hasher.ts';
import { codes, from } from '../support/client.ts';
import { until } from '../support/left-behind.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { change, mailReset, reset, strong, stronger } from '../support/passwords.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off', TRUST_PROXY: '1' } });
afterAll(() => world.stop());

const fieldsOf = ({ errors = [] }: Awaited<ReturnType<typeof change>>) =>
  errors.flatMap(({ extensions }) =>
    ((extensions.fields ?? []) as { path: string[]; reason: string }[]).map(
      ({ path, reason }) => `${path.join('.')} ${reason}`,
    ),
  );

test('opens a new session for the caller, and ends all others, the old one included', async () => {
  const person = await world.addPerson();
  const [mine, other] = [await world.openSession(person), await world.openSession(person)];
  const answer = await change(world, mine.accessToken, person.password);
  expect(answer.errors).toBeUndefined();
  const fresh = answer.data.changePassword;
  expect(fresh).toMatchObject({
    tokenType: 'bearer',
    user: { id: person.id, username: person.username, email: person.email },
  });
  for (const { accessToken, refreshToken } of [mine, other]) {
    expect((await world.me(accessToken)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
    expect(codes(await world.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  }
  expect((await world.me(fresh.accessToken)).data.me.id).toBe(person.id);
  expect(codes(await world.refresh(fresh.refreshToken))).toEqual([]);
  expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
  expect(codes(await world.logIn({ ...person, password: strong }))).toEqual([]);
});

test('the new session counts as a login with the password', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await world.sql(
    "update sessions set authenticated_at = now() - interval '5 days', level = 2 where user_id = $1",
    [person.id],
  );
  const fresh = (await change(world, accessToken, person.password)).data.changePassword;
  const [row] = await world.sql(
    'select methods, level, authenticated_at > now() - interval \'1 minute\' as "isFresh" from sessions where id = $1',
    [decodeJwt(fresh.accessToken).sid],
  );
  expect(row).toEqual({ methods: ['pwd'], level: 1, isFresh: true });
});

test('tells the owner by mail', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await change(world, accessToken, person.password);
  const [row] = await world.sql<{ changed_at: Date }>(
    'select changed_at from password_credentials where user_id = $1',
    [person.id],
  );
  const time = `${row?.changed_at.toISOString().slice(11, 16)} UTC`;
  expect(await mailsTo(world, person.email)).toEqual([
    {
      kind: 'password-changed',
      recipient: person.email,
      locale: 'en',
      facts: {
        username: person.username,
        time: expect.stringMatching(new RegExp(`^\\w+ \\d+, \\d{4} at ${time}$`)),
        device: 'node',
        ipAddress: '127.0.0.1',
      },
      token: expect.stringMatching(/^[\w-]{64}$/),
      code: '',
    },
  ]);
});

test('tells the owner the time in the language of the account', async () => {
  const person = await world.addPerson();
  await world.sql("update users set locale = 'de' where id = $1", [person.id]);
  const { accessToken } = await world.openSession(person);
  await change(world, accessToken, person.password);
  expect((await mailedTo(world, person.email)).facts.time).toMatch(/^\d+\. \p{L}+ \d{4} um \d\d:\d\d UTC$/u);
});

test('repeated changes send at most ten mails a day', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await world.sql(
    `insert into mails (id, kind, user_id, recipient, locale, expires_at)
     select gen_random_uuid(), 'password-changed', $1, $2, 'en', now() from generate_series(1, 9)`,
    [person.id, person.email],
  );
  const first = (await change(world, accessToken, person.password)).data.changePassword;
  expect(await mailsTo(world, person.email)).toHaveLength(10);
  const second = await change(world, first.accessToken, strong, stronger);
  expect(codes(second)).toEqual([]);
  expect(await mailsTo(world, person.email)).toHaveLength(10);
  await world.sql("update mails set created_at = now() - interval '25 hours' where user_id = $1", [
    person.id,
  ]);
  await change(world, second.data.changePassword.accessToken, stronger);
  expect(await mailsTo(world, person.email)).toHaveLength(11);
});

test('leaves no mail behind where no mail server is set', async () => {
  const without = await World.start({ database: world.database, env: { SMTP_URL: '', MAIL_FROM: '' } });
  const person = await world.addPerson();
  const { accessToken } = await without.openSession(person);
  expect(codes(await change(without, accessToken, person.password))).toEqual([]);
  expect(await world.sql('select id from mails where user_id = $1', [person.id])).toEqual([]);
  await without.stop();
});

test('a wrong current password changes nothing, and names its field', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const answer = await change(world, accessToken, 'not the right one');
  expect([codes(answer), fieldsOf(answer)]).toEqual([
    ['INVALID_CREDENTIALS'],
    ['input.currentPassword WRONG'],
  ]);
  for (const wrong of ['', 'x'.repeat(300), '\u0000', ` ${person.password}`]) {
    expect(codes(await change(world, accessToken, wrong))).toEqual(['INVALID_CREDENTIALS']);
  }
  expect((await world.me(accessToken)).data.me.id).toBe(person.id);
  expect(codes(await world.logIn(person))).toEqual([]);
  expect(await mailsTo(world, person.email)).toEqual([]);
});

test('requires the current password', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const answer = await change(world, accessToken, null);
  expect([codes(answer), fieldsOf(answer)]).toEqual([['BAD_USER_INPUT'], ['input.currentPassword REQUIRED']]);
});

test('an account without a password cannot set one by its session alone', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await world.sql('delete from password_credentials where user_id = $1', [person.id]);
  expect(codes(await change(world, accessToken, null))).toEqual(['BAD_USER_INPUT']);
  expect(codes(await change(world, accessToken, ''))).toEqual(['INVALID_CREDENTIALS']);
  expect(codes(await change(world, accessToken, person.password))).toEqual(['INVALID_CREDENTIALS']);
});

test('applies the rules of signup to the new password, all at once', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const rules = { short: 'TOO_SHORT', iloveyou1: 'TOO_COMMON', [`${person.username}!!`]: 'TOO_PERSONAL' };
  for (const [password, reason] of Object.entries(rules)) {
    expect(fieldsOf(await change(world, accessToken, person.password, password))).toEqual([
      `input.newPassword ${reason}`,
    ]);
  }
  expect(fieldsOf(await change(world, accessToken, null, 'short'))).toEqual([
    'input.currentPassword REQUIRED',
    'input.newPassword TOO_SHORT',
  ]);
});

test('rejects callers without a live session', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await world.logOut({ scope: 'ALL' }, accessToken);
  const answer = await change(world, accessToken, person.password);
  expect([codes(answer), answer.errors?.[0]?.extensions.reason]).toEqual([
    ['UNAUTHENTICATED'],
    'SESSION_ENDED',
  ]);
  expect(codes(await change(world, 'nonsense', person.password))).toEqual(['UNAUTHENTICATED']);
});

test('a stolen session guesses under the limits of login', async () => {
  const comparisons = jest.spyOn(bcrypt, 'compare');
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  comparisons.mockClear();
  const found: string[] = [];
  for (let time = 0; time < 12; time += 1) {
    found.push(...codes(await change(world, accessToken, `guess ${time}`)));
  }
  expect(found).toEqual([...Array(10).fill('INVALID_CREDENTIALS'), ...Array(2).fill('RATE_LIMITED')]);
  expect(comparisons).toHaveBeenCalledTimes(10);
  // The right password is rejected too: otherwise the limit would reveal the password.
  expect(codes(await change(world, accessToken, person.password))).toEqual(['RATE_LIMITED']);
  expect(codes(await world.logIn(person))).toEqual(['RATE_LIMITED']);
  expect(codes(await world.logIn({ ...person, username: person.email }))).toEqual(['RATE_LIMITED']);
  expect(codes(await world.logIn(person, from('198.51.100.7')))).toEqual([]);
});

test('one document can hold only one change', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const one =
    'changePassword(input: { currentPassword: "a guess or two", newPassword: "gravel under boots" }) { tokenType }';
  const answer = await world.ask(`mutation { a: ${one} b: ${one} }`, {}, { token: accessToken });
  expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
});

test('sets the new refresh token as a cookie', async () => {
  const withCookie = await World.start({ database: world.database, env: { REFRESH_TOKEN_COOKIE: 'true' } });
  const person = await world.addPerson();
  const { accessToken } = (await withCookie.logIn(person)).data.login;
  const answer = await change(withCookie, accessToken, person.password);
  expect(answer.data.changePassword.refreshToken).toBeNull();
  const [cookie = ''] = answer.headers.get('set-cookie')?.split('; ') ?? [];
  const refreshed = await withCookie.ask('mutation { refresh { user { id } } }', {}, { headers: { cookie } });
  expect(refreshed.data.refresh.user.id).toBe(person.id);
  expect(codes(await change(withCookie, accessToken, strong, stronger))).toEqual(['UNAUTHENTICATED']);
  await withCookie.stop();
});

test('records the change and the ended sessions', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const start = world.log.length;
  await change(world, accessToken, 'a wrong guess');
  await change(world, accessToken, person.password);
  const events = world.log
    .slice(start)
    .map((line) => JSON.parse(line).event)
    .filter((event) => event !== undefined);
  const actor = `user:${person.id}`;
  expect(events).toMatchObject([
    { type: 'password.rejected', reason: 'wrong-password', userId: Number(person.id), actor },
    { type: 'password.changed', reason: 'change', userId: Number(person.id), actor },
    { type: 'session.revoked', reason: 'password-change', actor },
    { type: 'session.opened', reason: 'pwd', actor },
  ]);
});

test('a full queue to bcrypt rejects a reset and a change, and uses nothing up', async () => {
  const busy = await World.start({
    database: world.database,
    env: { BCRYPT_COST: '12', PASSWORD_QUEUE_LENGTH: '0', MAIL_REQUESTS_PER_ADDRESS: 'off' },
  });
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { token, flow, code } = await mailReset(world, person.email);
  const storm = Array.from({ length: 12 }, (_, at) =>
    busy.logIn({ username: `stranger-${at}`, password: 'a guess' }),
  );
  await until('the queue to be full', () => passwordHasher(busy.app).refuse() !== undefined);
  const answers = [
    await change(busy, accessToken, person.password),
    ...(await Promise.all(Array.from({ length: 6 }, () => reset(busy, { flow, code })))),
    await reset(busy, { token }),
  ];
  expect(new Set(answers.flatMap(codes))).toEqual(new Set(['OVERLOADED']));
  await Promise.all(storm);
  expect((await world.me(accessToken)).data.me.id).toBe(person.id);
  expect(codes(await reset(busy, { flow, code }))).toEqual([]);
  expect(await mailedTo(world, person.email)).toMatchObject({ kind: 'password-changed' });
  await busy.stop();
});

test('a client that leaves while its reset waits for a core uses nothing up', async () => {
  const busy = await World.start({
    database: world.database,
    env: { BCRYPT_COST: '12', HASHING_CONCURRENCY: '1', MAIL_REQUESTS_PER_ADDRESS: 'off' },
  });
  const person = await world.addPerson();
  const { token } = await mailReset(world, person.email);
  const storm = Array.from({ length: 6 }, (_, at) =>
    busy.logIn({ username: `stranger-${at}`, password: 'a guess' }),
  );
  await until('the logins to wait', () => passwordHasher(busy.app).load.waiting >= 5);
  const leaving = new AbortController();
  const gone = fetch(busy.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }',
      variables: { input: { token, newPassword: stronger } },
    }),
    signal: leaving.signal,
  });
  await until('the reset to wait too', () => passwordHasher(busy.app).load.waiting >= 6);
  leaving.abort();
  await expect(gone).rejects.toThrow('aborted');
  await Promise.all(storm);
  await until('the queue to be empty', () => passwordHasher(busy.app).load.running === 0);
  expect(codes(await world.logIn(person))).toEqual([]);
  expect(codes(await reset(world, { token }))).toEqual([]);
  await busy.stop();
});
