import { codes } from '../support/client.ts';
import { continueWith, fullWidth } from '../support/second-factors.ts';
import {
  challengeOf,
  codeOf,
  confirmTotp,
  enrol,
  logInWith,
  startTotp,
  wrongCodeOf,
} from '../support/totp.ts';
import { eventsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => void world.log.splice(0));

const spelled: readonly ((code: string) => string)[] = [
  (code) => `${code.slice(0, 3)} ${code.slice(3)}`,
  (code) => `${code.slice(0, 3)}-${code.slice(3)}`,
  (code) => `\u00a0${code}\n`,
  (code) => fullWidth(`${code.slice(0, 3)}-${code.slice(3)}`),
];

test.each(spelled)('spaces, dashes and full-width digits in a code do not matter (%#)', async (spell) => {
  const { person, secret } = await enrol(world);
  expect(codes(await logInWith(world, person, { totp: spell(codeOf(secret)) }))).toEqual([]);
});

test.each([
  ['empty', () => ''],
  ['five digits', (code: string) => code.slice(1)],
  ['seven digits', (code: string) => `${code}0`],
  ['letters', () => 'abcdef'],
  [
    'digits of another script',
    (code: string) => code.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
  ],
  ['a number with a sign', (code: string) => `+${code.slice(1)}`],
  ['very long', (code: string) => code.repeat(1000)],
  ['a null character', (code: string) => `${code}\u0000`],
])('a text that is no code is a wrong code: %s', async (_name, make) => {
  const { person, secret } = await enrol(world);
  const refused = await logInWith(world, person, { totp: make(codeOf(secret)) });
  expect(codes(refused)).toEqual(['SECOND_FACTOR_INVALID']);
  expect(eventsOf(world).at(-1)).toBe('second-factor.rejected wrong-code');
});

test('the codes of the steps before and after work, and none further away', async () => {
  for (const [later, expected] of [
    [-2, ['SECOND_FACTOR_INVALID']],
    [-1, []],
    [0, []],
    [1, []],
    [2, ['SECOND_FACTOR_INVALID']],
  ] as const) {
    const { person, secret } = await enrol(world);
    const challenge = await challengeOf(world, person);
    await untilStepBegins();
    const answer = await continueWith(world, challenge, { totp: codeOf(secret, later) });
    expect([later, codes(answer)]).toEqual([later, expected]);
  }
});

/** So that no step begins between the computation of a code and its check. */
async function untilStepBegins(): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 5_000) await new Promise((resolve) => setTimeout(resolve, left));
}

test('a code works once', async () => {
  const { person, secret } = await enrol(world);
  const totp = codeOf(secret);
  expect(codes(await logInWith(world, person, { totp }))).toEqual([]);
  expect(codes(await logInWith(world, person, { totp }))).toEqual(['SECOND_FACTOR_INVALID']);
  expect(eventsOf(world).at(-1)).toBe('second-factor.rejected used-code');
});

test('after a code, no code of an earlier step works', async () => {
  const { person, secret } = await enrol(world);
  const challenges = [await challengeOf(world, person), await challengeOf(world, person)];
  await untilStepBegins();
  const [next, present] = [codeOf(secret, 1), codeOf(secret)];
  expect(codes(await continueWith(world, challenges[0] ?? '', { totp: next }))).toEqual([]);
  const earlier = await continueWith(world, challenges[1] ?? '', { totp: present });
  expect(codes(earlier)).toEqual(['SECOND_FACTOR_INVALID']);
});

test('the code that set the authenticator up logs nobody in', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { secret } = (await startTotp(world, accessToken)).data.startTotp;
  const totp = codeOf(secret);
  await confirmTotp(world, totp, accessToken);
  expect(codes(await logInWith(world, person, { totp }))).toEqual(['SECOND_FACTOR_INVALID']);
});

test("another account's code does not work", async () => {
  const { person } = await enrol(world);
  const other = await enrol(world);
  expect(codes(await logInWith(world, person, { totp: codeOf(other.secret) }))).toEqual([
    'SECOND_FACTOR_INVALID',
  ]);
});

test('after five wrong codes the challenge has ended, and the account has not', async () => {
  const { person, secret } = await enrol(world);
  const challenge = await challengeOf(world, person);
  const totp = wrongCodeOf(secret);
  for (let tries = 0; tries < 5; tries += 1)
    expect(codes(await continueWith(world, challenge, { totp }))).toEqual(['SECOND_FACTOR_INVALID']);
  const late = await continueWith(world, challenge, { totp: codeOf(secret) });
  expect(codes(late)).toEqual(['CHALLENGE_INVALID']);
  expect(codes(await logInWith(world, person, { totp: codeOf(secret) }))).toEqual([]);
});

test('logins that stop before the code are no wrong passwords', async () => {
  const { person, secret } = await enrol(world);
  for (let count = 0; count < 10; count += 1) await challengeOf(world, person);
  expect(codes(await logInWith(world, person, { totp: codeOf(secret) }))).toEqual([]);
  expect(eventsOf(world).filter((event) => event.startsWith('attempt.limited'))).toEqual([]);
});

test('an unfinished set-up leaves logins as they are', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await startTotp(world, accessToken);
  expect(codes(await world.logIn(person))).toEqual([]);
});

test("the database's clock decides, not the clock of the process", async () => {
  const { person, secret } = await enrol(world);
  const challenge = await challengeOf(world, person);
  const totp = codeOf(secret);
  const hourAhead = Date.now() + 3_600_000;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => hourAhead);
  const answer = await continueWith(world, challenge, { totp });
  clock.mockRestore();
  expect(codes(answer)).toEqual([]);
});
