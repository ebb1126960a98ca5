import { type Answer, codes, makePerson, type Person } from '../support/client.ts';
import { World } from '../support/world.ts';

const world = await World.start();
const accountsAtStart = await world.sql('select * from users');
afterAll(() => world.stop());

interface Problem {
  path: string[];
  reason: string;
}

/** The problems in a rejection, as "path: reason". */
function problems({ errors = [] }: Answer): string[] {
  const fields = errors.flatMap(({ extensions }) => extensions.fields as Problem[]);
  return fields.map(({ path, reason }) => `${path.join('.')}: ${reason}`);
}

const signUpWith = (change: Partial<Person>) => world.signUp({ ...makePerson(), ...change });

test('starts without any account', () => {
  expect(accountsAtStart).toEqual([]);
});

test('creates and returns the account, without logging in', async () => {
  const { username, email, password } = makePerson();
  const typed = { username: username.toUpperCase(), email: ` ${email.toUpperCase()} `, password };
  const { data, headers } = await world.signUp(typed);
  expect(data.signup).toEqual({
    id: expect.stringMatching(/^[1-9]\d*$/),
    username: username.toUpperCase(),
    email,
    isActive: true,
  });
  expect(headers.get('set-cookie')).toBeNull();
  expect(await world.sql('select id from sessions where user_id = $1', [data.signup.id])).toEqual([]);
  expect(codes(await world.logIn(typed))).toEqual([]);
});

const suffix = Date.now().toString(36);

test.each([
  'a1b',
  `7${suffix}`,
  `A.b_c-${suffix}`,
  'x'.repeat(32),
  `${suffix}-`,
])('accepts the username %p', async (username) => {
  expect((await signUpWith({ username })).data?.signup.username).toBe(username);
});

test.each([
  '',
  'ab',
  'x'.repeat(33),
  'x'.repeat(5000),
  '.abc',
  '_abc',
  '-abc',
  'a b c',
  ' abc',
  'abc\n',
  'a@bc',
  'añbc',
  'аbc',
  'ａbc',
  'a\u0000bc',
  'abc\ud800',
])('rejects the username %p', async (username) => {
  expect(problems(await signUpWith({ username }))).toEqual(['input.username: INVALID_USERNAME']);
});

const domain = `${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.example`;

test.each([
  ['o.brien+tag@sub.example.co', 'o.brien+tag@sub.example.co'],
  ['  Ada@Example.COM\t', 'ada@example.com'],
  ['用户@例子.公司', '用户@例子.公司'],
  ['ada@xn--bcher-kva.example', 'ada@bücher.example'],
  ["a!#$%&'*+/=?^_`{|}~-z@example.com", "a!#$%&'*+/=?^_`{|}~-z@example.com"],
  [`${'l'.repeat(64)}@example.com`, `${'l'.repeat(64)}@example.com`],
  [`${'l'.repeat(63)}@${domain}`, `${'l'.repeat(63)}@${domain}`],
])('accepts the email %p and stores it as %p', async (email, kept) => {
  expect((await signUpWith({ email })).data?.signup.email).toBe(kept);
});

test.each([
  '',
  'ada',
  'ada.example.com',
  '@example.com',
  'ada@',
  'ada@localhost',
  'ada@example..com',
  '.ada@example.com',
  'ada.@example.com',
  'a..da@example.com',
  'ada@-example.com',
  'ada＠example.com',
  'ada@example.com,eve@example.com',
  'ada@example.com eve@example.com',
  'ada@example.com@example.com',
  'Ada <ada@example.com>',
  '"ada"@example.com',
  'ada@[127.0.0.1]',
  'ada@example.com\r\nBcc: eve@example.com',
  'a\u0000da@example.com',
  'a\u200bda@example.com',
  'ada\ud800@example.com',
  'ada@xn--a.example',
  'ada@xn--abc-.example',
  'ada@example。com',
  'ada@ex\u200dample.com',
  `${'l'.repeat(65)}@example.com`,
  `${'l'.repeat(64)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(61)}.example`,
  `${' '.repeat(320)}ada@example.com`,
])('rejects the email %p', async (email) => {
  expect(problems(await signUpWith({ email }))).toEqual(['input.email: INVALID_EMAIL']);
});

test('reports every broken rule at once, without repeating a value', async () => {
  const answer = await world.signUp({ username: '-', email: 'nowhere', password: '\u0007short' });
  expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  expect(problems(answer)).toEqual([
    'input.username: INVALID_USERNAME',
    'input.email: INVALID_EMAIL',
    'input.password: INVALID_CHARACTERS',
  ]);
  expect(answer.data).toBeNull();
  expect(answer.text).not.toMatch(/nowhere|short/);
});

test('rejects a taken username in any letter case', async () => {
  const { username } = await world.addPerson();
  for (const spelling of [username, username.toUpperCase()]) {
    const answer = await signUpWith({ username: spelling });
    expect(codes(answer)).toEqual(['USERNAME_TAKEN']);
    expect(problems(answer)).toEqual(['input.username: TAKEN']);
    const message = answer.errors?.[0]?.message;
    expect(answer.errors?.[0]?.extensions.fields).toMatchObject([{ message }]);
  }
});

// One mailbox, one account. Cases considered: the domain in Unicode and in ASCII, whole and label by label, in either order;
// in capitals, decomposed, and with letters that UTS 46 maps.
test('rejects a taken email in any spelling', async () => {
  const { username } = makePerson();
  const pairs = {
    'in other letters': [`${username}@example.com`, `${username}@EXAMPLE.com`.toUpperCase()],
    'with spaces around it': [`${username}.b@example.com`, ` ${username}.b@example.com\n`],
    decomposed: [`${username}.jos\u00e9@example.com`, `${username}.jose\u0301@example.com`],
    'in capitals that have no composed form': [
      `${username}.\u01f0@example.com`,
      `${username}.J\u030c@example.com`,
    ],
    'with a domain in ASCII': [`${username}.d@bücher.example`, `${username}.d@xn--bcher-kva.example`],
    'with a domain in Unicode': [`${username}.e@xn--bcher-kva.example`, `${username}.e@bücher.example`],
    'with a domain in capitals': [`${username}.f@BÜCHER.example`, `${username}.f@XN--BCHER-KVA.EXAMPLE`],
    'with one label in ASCII': [`${username}.g@例子.公司`, `${username}.g@例子.xn--55qx5d`],
    'with a decomposed domain': [`${username}.h@bücher.example`, `${username}.h@bu\u0308cher.example`],
    'with a domain in wide letters': [`${username}.i@example.com`, `${username}.i@ｅｘａｍｐｌｅ.com`],
    'with letters that only look special': [`${username}.k@example.com`, `${username}.\u212a@example.com`],
  };
  for (const [name, [first = '', second = '']] of Object.entries(pairs)) {
    const answers = [await signUpWith({ email: first }), await signUpWith({ email: second })];
    expect([name, ...answers.map(codes)]).toEqual([name, [], ['EMAIL_TAKEN']]);
    expect(answers.flatMap(problems)).toEqual(['input.email: TAKEN']);
  }
});
