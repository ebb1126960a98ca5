import { passwordHasher } from '../../src/password/hasher.ts';
import { codes, makePerson } from '../support/client.ts';
import { until } from '../support/left-behind.ts';
import { decodeJwt, forgeAccessToken } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

async function hashOf({ id }: { id: string }): Promise<string> {
  const rows = await world.sql<{ hash: string }>('select hash from password_credentials where user_id = $1', [
    id,
  ]);
  return rows[0]?.hash ?? '';
}

const setHash = ({ id }: { id: string }, hash: string) =>
  world.sql('update password_credentials set hash = $2 where user_id = $1', [id, hash]);

test('opens a session with working tokens, by username and by email', async () => {
  const person = await world.addPerson();
  const names = {
    'as typed': person.username,
    'in capitals': person.username.toUpperCase(),
    'with spaces around it': `  ${person.username} `,
    'by email address': person.email,
    'by email address in capitals': person.email.toUpperCase(),
    'by email address with spaces around it': ` ${person.email}  `,
  };
  for (const [name, username] of Object.entries(names)) {
    const answer = await world.logIn({ ...person, username });
    expect([name, codes(answer)]).toEqual([name, []]);
    const { accessToken, ...rest } = answer.data.login;
    expect(rest).toMatchObject({ tokenType: 'bearer', expiresIn: 86_400, refreshExpiresIn: 2_592_000 });
    expect((await world.me(accessToken)).data.me.id).toBe(person.id);
  }
});

test('finds an account by every spelling that signup treats as its email', async () => {
  const person = makePerson();
  for (const email of [`${person.email}\t`, `\r\n${person.email}`]) {
    expect(codes(await world.signUp({ ...person, email }))).not.toContain('BAD_USER_INPUT');
    expect(codes(await world.logIn({ ...person, username: email }))).toEqual([]);
  }
});

test('finds an account by either spelling of the domain of its email', async () => {
  for (const [typed, others] of Object.entries({
    'bücher.example': ['xn--bcher-kva.example', 'XN--BCHER-KVA.Example', 'BU\u0308CHER.example'],
    'xn--r8jz45g.example': ['例え.example', '例え.EXAMPLE'],
  })) {
    const person = makePerson();
    await world.signUp({ ...person, email: `${person.username}@${typed}` });
    for (const domain of [typed, ...others]) {
      const answer = await world.logIn({ ...person, username: `${person.username}@${domain}` });
      expect([domain, codes(answer)]).toEqual([domain, []]);
    }
  }
});

describe('the identifier is in one of two fields', () => {
  const logIn = (input: object) =>
    world.ask('mutation ($input: LoginInput!) { login(input: $input) { user { id } } }', { input });

  // Cases considered: null next to a value, both null, an empty text, a username in `email`, literals instead of variables.
  test('email accepts an email in any spelling, and username accepts both', async () => {
    const person = await world.addPerson();
    const { username, email, password } = person;
    for (const input of [
      { email },
      { email: ` ${email.toUpperCase()}` },
      { email, username: null },
      { username: email },
      { username, email: null },
    ]) {
      const { data } = await logIn({ ...input, password });
      expect([input, data?.login.user.id]).toEqual([input, person.id]);
    }
    for (const input of [{ email: username }, { email: '' }, { username: '' }, { email: `${email}x` }]) {
      expect([input, codes(await logIn({ ...input, password }))]).toEqual([input, ['INVALID_CREDENTIALS']]);
    }
  });

  test('rejects both and neither, without repeating a value', async () => {
    const { username, email, password } = await world.addPerson();
    const none = { path: ['input', 'username'], reason: 'REQUIRED', message: 'Give a username or an email.' };
    const both = {
      path: ['input', 'email'],
      reason: 'ONLY_ONE',
      message: 'Give either a username or an email, not both.',
    };
    for (const [input, problem] of [
      [{}, none],
      [{ username: null }, none],
      [{ username: null, email: null }, none],
      [{ username, email }, both],
      [{ username: '', email }, both],
    ] as const) {
      const answer = await logIn({ ...input, password });
      expect([input, codes(answer)]).toEqual([input, ['BAD_USER_INPUT']]);
      expect(answer.errors?.[0]?.extensions.fields).toEqual([problem]);
      expect(answer.text).not.toContain(username);
    }
    const literal = await world.ask('mutation { login(input: { password: "a long walk" }) { tokenType } }');
    expect(codes(literal)).toEqual(['BAD_USER_INPUT']);
  });
});

test('finds no account by id or by part of a name', async () => {
  const person = await world.addPerson();
  const names = [person.id, person.username.slice(0, -1), `${person.username}%`, '%', '@', '', '*'];
  for (const username of names) {
    expect(codes(await world.logIn({ ...person, username }))).toEqual(['INVALID_CREDENTIALS']);
  }
});

test('opens a new session for each login', async () => {
  const person = await world.addPerson();
  const sessions = [await world.openSession(person), await world.openSession(person)];
  expect(new Set(sessions.map(({ accessToken }) => decodeJwt(accessToken).sid)).size).toBe(2);
  for (const { accessToken } of sessions) expect((await world.me(accessToken)).data.me).not.toBeNull();
});

test('returns the same error, byte for byte, for every cause', async () => {
  const person = await world.addPerson();
  const [disabled, withoutPassword] = [await world.addPerson(), await world.addPerson()];
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  await world.sql('delete from password_credentials where user_id = $1', [withoutPassword.id]);
  const broken = await Promise.all(
    ['$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'plain text', ''].map(async (hash) => {
      const owner = await world.addPerson();
      await setHash(owner, hash);
      return owner;
    }),
  );
  const guesses = {
    'an unknown username': makePerson(),
    'an unknown email address': { ...person, username: makePerson().email },
    'a wrong password': { ...person, password: 'something else' },
    'no password': { ...person, password: '' },
    'a disabled account': disabled,
    'a disabled account and a wrong password': { ...disabled, password: 'something else' },
    'an account without a password': withoutPassword,
    'an account without a password, and none given': { ...withoutPassword, password: '' },
    'a stored hash that costs days': broken[0] ?? person,
    'an invalid stored hash': broken[1] ?? person,
    'an empty stored hash': broken[2] ?? person,
    '73 bytes': { ...person, password: 'p'.repeat(73) },
    'the password and then 73 bytes': { ...person, password: person.password.padEnd(73, 'p') },
    'an overlong password': { ...person, password: 'p'.repeat(257) },
    'a far too long password': { ...person, password: 'p'.repeat(12_000) },
    'a NUL after the password': { ...person, password: `${person.password}\u0000` },
    'half a surrogate pair after the password': { ...person, password: `${person.password}\ud800` },
    'spaces around the password': { ...person, password: ` ${person.password} ` },
    'a NUL in the username': { ...person, username: `${person.username}\u0000` },
    'half a surrogate pair in the username': { ...person, username: `${person.username}\udc00` },
    'a far too long username': { ...person, username: 'a'.repeat(12_000) },
  };
  const { text: expected, data, errors } = await world.logIn(makePerson());
  expect([data, errors?.[0]?.extensions]).toEqual([null, { code: 'INVALID_CREDENTIALS' }]);
  for (const [name, guess] of Object.entries(guesses)) {
    const { status, text } = await world.logIn(guess);
    expect([name, status, text]).toEqual([name, 200, expected]);
  }
});

test('opens no session for an account that is disabled during the comparison', async () => {
  const person = await world.addPerson();
  const slow = await World.start({ database: world.database, env: { BCRYPT_COST: '12' } });
  const login = slow.logIn(person);
  const hasher = passwordHasher(slow.app);
  await until('the password to be compared', () => hasher.load.running > 0);
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  expect(codes(await login)).toEqual(['INVALID_CREDENTIALS']);
  expect(await world.sql('select from sessions where user_id = $1', [person.id])).toEqual([]);
  expect(slow.log.some((line) => line.includes('"session.refused"') && line.includes(`:${person.id}`))).toBe(
    true,
  );
  await slow.stop();
});

test('treats composed and decomposed letters as the same password', async () => {
  const [composed, decomposed] = ['cr\u00e8me br\u00fbl\u00e9e', 'cre\u0300me bru\u0302le\u0301e'];
  for (const [password, other] of [
    [composed, decomposed],
    [decomposed, composed],
  ] as const) {
    const person = { ...makePerson(), password };
    await world.signUp(person);
    expect(codes(await world.logIn({ ...person, password: other }))).toEqual([]);
  }
});

test('accepts a hash from PHP', async () => {
  const person = await world.addPerson();
  await setHash(person, (await hashOf(person)).replace('$2b$', '$2y$'));
  expect(codes(await world.logIn(person))).toEqual([]);
  expect(codes(await world.logIn({ ...person, password: 'something else' }))).toEqual([
    'INVALID_CREDENTIALS',
  ]);
});

// Other systems' schemes, an empty and a truncated hash, spaces around it, and a cost that would take days.
test.each([
  ['MD5', '5f4dcc3b5aa765d61d8327deb882cf99'],
  ['MD5 of crypt', '$1$saltsalt$qjXMvbEw8oaL.CzflDugX1'],
  ['Argon2id', '$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG'],
  ['scrypt', '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E'],
  ['PBKDF2 of Django', 'pbkdf2_sha256$870000$salt$kBpB6l8FJk0pS3Zs1d7pC3Sx7v0c2bq2Yw8x1b2c3d4='],
  ['bcrypt of Laravel with a prefix', '{bcrypt}$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['bcrypt, truncated', '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0Xo'],
  ['bcrypt with a space', '$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW '],
  ['bcrypt at a cost of days', '$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['a plain password', 'a long walk'],
  ['nothing', ''],
])('logs an unusable hash: %s', async (_what, hash) => {
  const person = await world.addPerson();
  await setHash(person, hash);
  const before = world.log.length;
  expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
  const events = world.log.slice(before).filter((line) => line.includes('"password.rejected"'));
  expect(events).toEqual([expect.stringContaining(`"userId":${person.id},"reason":"unusable-hash"`)]);
});

test('logs a wrong password, also for an account without a password', async () => {
  const [person, withoutPassword] = [await world.addPerson(), await world.addPerson()];
  await world.sql('delete from password_credentials where user_id = $1', [withoutPassword.id]);
  for (const { username, id } of [person, withoutPassword]) {
    const before = world.log.length;
    await world.logIn({ username, password: 'something else' });
    expect(world.log.slice(before).join('')).toContain(`"userId":${id},"reason":"wrong-password"`);
  }
});

test('raises the cost of a stored hash at the next login, and never lowers it', async () => {
  const dear = await World.start({ database: world.database, env: { BCRYPT_COST: '11' } });
  const long = { ...makePerson(), password: 'a walk of eighty steps '.repeat(4) };
  const { data } = await world.signUp(long);
  const cases = [
    { person: await world.addPerson(), before: '$2b$04$', after: '$2b$11$' },
    {
      person: { ...long, id: data.signup.id },
      before: '$bcrypt-sha256$v=2,t=2b,r=4$',
      after: '$bcrypt-sha256$v=2,t=2b,r=11$',
    },
  ];
  for (const { person, before, after } of cases) {
    expect((await hashOf(person)).startsWith(before)).toBe(true);
    await dear.logIn({ ...person, password: 'something else' });
    expect((await hashOf(person)).startsWith(before)).toBe(true);
    expect(codes(await dear.logIn(person))).toEqual([]);
    const raised = await hashOf(person);
    expect(raised.startsWith(after)).toBe(true);
    expect(codes(await dear.logIn(person))).toEqual([]);
    expect(codes(await world.logIn(person))).toEqual([]);
    expect(await hashOf(person)).toBe(raised);
  }
  await dear.stop();
});

test('works with any bearer, as do signup, refresh and logout', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const claims = decodeJwt(accessToken);
  const expired = forgeAccessToken({ ...claims, iat: claims.iat - 172_800, exp: claims.exp - 172_800 });
  const bearers = [
    `Bearer ${expired}`,
    'Bearer nonsense',
    'Bearer ',
    'Basic dTpw',
    `Bearer ${'A'.repeat(9000)}`,
  ];
  for (const authorization of bearers) {
    const headers = { authorization };
    const signup = await world.ask(
      'mutation ($input: SignupInput!) { signup(input: $input) { email } }',
      { input: makePerson() },
      { headers },
    );
    expect(signup.data?.signup.email).toContain('@example.com');
    const login = await world.ask(
      'mutation ($input: LoginInput!) { login(input: $input) { refreshToken user { email } } }',
      { input: { username: person.username, password: person.password } },
      { headers },
    );
    expect(login.data?.login.user.email).toBe(person.email);
    const { data } = await world.refresh(login.data.login.refreshToken, { headers });
    const logout = await world.ask(
      'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }',
      { input: { refreshToken: data?.refresh.refreshToken } },
      { headers },
    );
    expect(logout.data?.logout).toEqual({ revokedSessions: 1 });
  }
});
