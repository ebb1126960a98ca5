import { systemContext } from '../../src/feature/context.ts';
import { createAccount } from '../../src/password/sign-up.ts';
import { codes, makePerson, type Person } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { change } from '../support/passwords.ts';
import { beginSignup, completeSignup, continueLogin, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const start = (EMAIL_VERIFICATION: string) => World.start({ env: { EMAIL_VERIFICATION } });
const [off, optional, required] = [await start('off'), await start('optional'), await start('required')];
const all = { off, optional, required };
afterAll(async () => {
  for (const world of Object.values(all)) await world.stop();
});

type Mode = keyof typeof all;

const localeOf = (world: World, { email }: Person) =>
  world.sql('select locale from users where email = $1', [email]);

test.each<[Mode]>([
  ['off'],
  ['optional'],
  ['required'],
])('%s: startSignup and completeSignup work', async (mode) => {
  const world = all[mode];
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  const { data } = await completeSignup(world, { flow, code: mail.code });
  const { accessToken } = data.completeSignup.tokens;
  const me = await world.ask('{ me { emailVerified } }', {}, { token: accessToken });
  expect(me.data.me).toEqual({ emailVerified: true });
  expect(codes(await world.logIn(person))).toEqual([]);
  // A verified account needs no further mail.
  expect(await mailsTo(world, person.email)).toHaveLength(1);
});

test.each<[Mode, string[]]>([
  ['off', []],
  ['optional', ['verify-email']],
])('%s: signup creates an unverified account, and mails %p', async (mode, kinds) => {
  const world = all[mode];
  const person = makePerson();
  expect(codes(await world.signUp(person))).toEqual([]);
  const { accessToken } = await world.openSession(person);
  const me = await world.ask('{ me { emailVerified } }', {}, { token: accessToken });
  expect(me.data.me).toEqual({ emailVerified: false });
  expect((await mailsTo(world, person.email)).map(({ kind }) => kind)).toEqual(kinds);
});

test('required: signup rejects everything before any cost, and tells nothing', async () => {
  const { id: _id, ...taken } = await required.addPerson();
  const bad = { username: 'a b', email: 'x', password: 'x' };
  await required.sql('delete from throttle_counters');
  const answers = [];
  for (const input of [taken, bad, makePerson()]) answers.push(await required.signUp(input));
  expect(answers.flatMap(codes)).toEqual(Array(3).fill('VERIFICATION_REQUIRED'));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(await required.sql('select * from throttle_counters')).toEqual([]);
});

test.each<[Mode, string[]]>([
  ['off', []],
  ['optional', ['verify-email']],
  ['required', []],
])('%s: an operator creates an account in a language, which mails %p', async (mode, kinds) => {
  const world = all[mode];
  const person = makePerson();
  await createAccount(systemContext(world.app, 'cli:test'), { ...person, locale: 'de' });
  const mails = await mailsTo(world, person.email);
  expect(mails.map(({ kind }) => kind)).toEqual(kinds);
  for (const { locale } of mails) expect(locale).toBe('de');
  expect(await localeOf(world, person)).toEqual([{ locale: 'de' }]);
});

test('optional: rolls the mail back together with a signup that fails', async () => {
  const person = makePerson();
  await Promise.all(Array.from({ length: 5 }, () => optional.signUp(person)));
  expect(await mailsTo(optional, person.email)).toHaveLength(1);
});

test.each<[string, Partial<Record<'locale', string>>, string, string | null]>([
  ['the tag', { locale: 'de-AT' }, 'en', 'de'],
  ['Accept-Language', {}, 'fr;q=0.9, de;q=0.5', 'de'],
  ['Accept-Language, if the tag is not supported', { locale: 'tlh' }, 'de', 'de'],
  ['none, if there are no mails in it', { locale: 'x'.repeat(5000) }, 'fr', null],
  ['none, if the client names none', {}, '', null],
])('signup stores the language: %s', async (_what, input, header, locale) => {
  const person = makePerson();
  const headers = { 'accept-language': header };
  expect(codes(await off.signUp({ ...person, ...input }, { headers }))).toEqual([]);
  expect(await localeOf(off, person)).toEqual([{ locale }]);
});

describe('required, for an account that is not verified', () => {
  test('login refuses the right password, and sends no mail', async () => {
    const person = await required.addPerson();
    const { errors } = await required.logIn(person);
    expect(errors?.[0]?.extensions).toEqual({ code: 'FURTHER_PROOF_REQUIRED', asks: 'EMAIL_VERIFICATION' });
    expect(await mailsTo(required, person.email)).toEqual([]);
  });

  test('a wrong password gets the usual error, and sends no mail', async () => {
    const person = { ...(await required.addPerson()), password: 'a wrong guess' };
    expect(codes(await startLogin(required, person))).toEqual(['INVALID_CREDENTIALS']);
    expect(codes(await required.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
    expect(await mailsTo(required, person.email)).toEqual([]);
  });

  test('a change of the password is rejected before any hash, and says what to do', async () => {
    const before = await World.start({ database: required.database });
    const person = await before.addPerson();
    const { accessToken } = await before.openSession(person);
    await before.stop();
    await required.sql('delete from throttle_counters');
    for (const password of [person.password, 'a wrong guess']) {
      const { errors } = await change(required, accessToken, password);
      expect(errors?.[0]).toMatchObject({
        message: expect.stringContaining('Log in with startLogin'),
        extensions: { code: 'FURTHER_PROOF_REQUIRED', asks: 'EMAIL_VERIFICATION' },
      });
    }
    expect(await required.sql('select * from throttle_counters')).toEqual([]);
  });

  test('startLogin asks for the code of a mail, which opens the session and verifies', async () => {
    const person = await required.addPerson();
    const { data } = await startLogin(required, person);
    expect(data.startLogin).toEqual({
      tokens: null,
      next: {
        challenge: expect.any(String),
        asks: 'EMAIL_VERIFICATION',
        methods: ['EMAIL_CODE'],
        expiresIn: 600,
      },
    });
    const { code } = await mailedTo(required, person.email, 'verify-email');
    const done = await continueLogin(required, data.startLogin.next.challenge, code);
    expect(done.data.continueLogin.tokens.user).toMatchObject({ id: person.id, emailVerified: true });
    expect(codes(await required.logIn(person))).toEqual([]);
  });

  test('the token of the link does too', async () => {
    const person = await required.addPerson();
    const { data } = await startLogin(required, person);
    const { token } = await mailedTo(required, person.email);
    expect(codes(await continueLogin(required, data.startLogin.next.challenge, token))).toEqual([]);
  });

  test('sessions from before continue, and the next login asks', async () => {
    const before = await World.start({ env: { EMAIL_VERIFICATION: 'optional' } });
    const person = await before.addPerson();
    const { accessToken, refreshToken } = await before.openSession(person);
    const after = await World.start({ database: before.database, env: { EMAIL_VERIFICATION: 'required' } });
    expect((await after.me(accessToken)).data.me.username).toBe(person.username);
    expect(codes(await after.refresh(refreshToken))).toEqual([]);
    expect(codes(await after.logIn(person))).toEqual(['FURTHER_PROOF_REQUIRED']);
    await after.stop();
    await before.stop();
  });

  test('a challenge from before the mode was changed still works', async () => {
    const person = await required.addPerson();
    const { data } = await startLogin(required, person);
    const { code } = await mailedTo(required, person.email);
    const after = await World.start({ database: required.database, env: { EMAIL_VERIFICATION: 'off' } });
    expect(codes(await continueLogin(after, data.startLogin.next.challenge, code))).toEqual([]);
    await after.stop();
  });
});
