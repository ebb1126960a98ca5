import { type Answer, codes, makePerson } from '../support/client.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

interface Problem {
  path: string[];
  reason: string;
}

/** The reasons why the password was rejected. Every problem must concern the password. */
function reasons({ errors = [] }: Answer): string[] {
  const fields = errors.flatMap(({ extensions }) => extensions.fields as Problem[]);
  expect(new Set(fields.map(({ path }) => path.join('.')))).toEqual(new Set(['input.password']));
  return fields.map(({ reason }) => reason);
}

const accepted = {
  '8 characters': 'xq7 wz9k',
  '8 emoji': '🦊🐻🐼🐨🐯🦁🐮🐷',
  'only lower-case letters': 'vzqxjkwp',
  'one letter many times': 'zzzzzzzzzzq',
  'spaces at both ends': '  out of the blue  ',
  '72 bytes': `${'walk '.repeat(14)}72`,
  '73 bytes': `${'walk '.repeat(14)}073`,
  '64 characters of four bytes each': '𐍈𐌰𐌽𐌳'.repeat(16),
  '64 characters of three bytes each': '散歩する犬と猫の話'.repeat(8).slice(0, 64),
  '256 characters': 'walk'.repeat(64),
};

test.each(Object.entries(accepted))('accepts %s, whole and unchanged', async (_name, password) => {
  const person = { ...makePerson(), password };
  expect(codes(await world.signUp(person))).toEqual([]);
  expect(codes(await world.logIn(person))).toEqual([]);
  const otherLast = `${[...password].slice(0, -1).join('')}#`;
  const others = [otherLast, `${password}#`, password.trim(), password.toUpperCase()];
  for (const other of others.filter((each) => each !== password)) {
    expect(codes(await world.logIn({ ...person, password: other }))).toEqual(['INVALID_CREDENTIALS']);
  }
});

const refused = {
  nothing: ['', 'TOO_SHORT'],
  '7 characters': ['xq7 wz9', 'TOO_SHORT'],
  '7 emoji': ['🦊🐻🐼🐨🐯🦁🐮', 'TOO_SHORT'],
  '7 letters with an accent each, typed as 14': ['e\u0301'.repeat(7), 'TOO_SHORT'],
  '257 characters': ['x'.repeat(257), 'TOO_LONG'],
  '129 emoji': ['🦊'.repeat(129), 'TOO_LONG'],
  '7000 combining marks': ['\u0344'.repeat(7000), 'TOO_LONG'],
  'a bell': ['out of\u0007the blue', 'INVALID_CHARACTERS'],
  'a line feed': ['out of\nthe blue', 'INVALID_CHARACTERS'],
  'a tab': ['out of\tthe blue', 'INVALID_CHARACTERS'],
  'a NUL': ['out of the blue\u0000', 'INVALID_CHARACTERS'],
  'a C1 control': ['out of\u0085the blue', 'INVALID_CHARACTERS'],
  'half of a surrogate pair': ['out of the blue\ud83e', 'INVALID_CHARACTERS'],
  'a reversed surrogate pair': ['out of \udd8a\ud83e the blue', 'INVALID_CHARACTERS'],
  'a common password': ['iloveyou', 'TOO_COMMON'],
  'a common password in capitals': ['QWERTYUIOP', 'TOO_COMMON'],
  'a common password in mixed letters': ['SunShine', 'TOO_COMMON'],
  'a common row of digits': ['12345678', 'TOO_COMMON'],
} as const;

test.each(Object.entries(refused))('rejects %s', async (_name, [password, reason]) => {
  expect(reasons(await world.signUp({ ...makePerson(), password }))).toEqual([reason]);
});

const personal = {
  'the username': 'Rosalind.F',
  'the username in capitals, followed by a year': 'ROSALIND.F1920!',
  'the email address': 'franklin-jos\u00e9@dna.example',
  'the part before the @': 'franklin-jos\u00e9',
  'the same in decomposed letters': 'franklin-jose\u0301',
  'the part before the @, with digits': '12franklin-jos\u00e9345',
  'one name from the email, with digits': 'franklin1920',
  'the name of this service': 'Auth-Service1',
};

test.each(Object.entries(personal))('rejects %s', async (_name, password) => {
  const person = { username: 'Rosalind.F', email: 'franklin-jos\u00e9@dna.example', password };
  expect(reasons(await world.signUp(person))).toEqual(['TOO_PERSONAL']);
});

test('explains that a name with digits or signs around it is too personal', async () => {
  for (const password of ['Zed2024!!!!', '++zed++++', 'zed@dna.example']) {
    const { errors } = await world.signUp({ username: 'zed', email: 'zed@dna.example', password });
    expect(errors?.[0]?.extensions.fields).toEqual([
      {
        path: ['input', 'password'],
        reason: 'TOO_PERSONAL',
        message: expect.stringContaining('must not be your name or email with digits or signs around it'),
      },
    ]);
  }
});

test('reports two broken rules at once', async () => {
  const person = { username: 'ros', email: 'r@dna.example', password: 'Ros1' };
  expect(reasons(await world.signUp(person))).toEqual(['TOO_SHORT', 'TOO_PERSONAL']);
});

test('requires as many characters as PASSWORD_MIN_LENGTH', async () => {
  const strict = await World.start({ env: { PASSWORD_MIN_LENGTH: '15' } });
  expect(reasons(await strict.signUp({ ...makePerson(), password: 'out of the blu' }))).toEqual([
    'TOO_SHORT',
  ]);
  expect(codes(await strict.signUp({ ...makePerson(), password: 'out of the blue' }))).toEqual([]);
  await strict.stop();
});
