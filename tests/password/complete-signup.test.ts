import { systemContext } from '../../src/feature/context.ts';
import { mailData } from '../../src/mail/mail-data.ts';
import { type Answer, codes, makePerson } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { testSecretKey } from '../support/tokens.ts';
import {
  beginSignup,
  cancelSignup,
  completeSignup,
  dump,
  eventsOf,
  forgetLimits,
  reasonsOf,
  startSignup,
} from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const userOf = ({ data }: Answer) => data.completeSignup.tokens.user;

test('creates a verified account by the code, and logs in', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  world.log.length = 0;
  const answer = await completeSignup(world, { flow, code: mail.code });
  const { username, email } = person;
  expect(userOf(answer)).toEqual({ id: expect.any(String), username, email, emailVerified: true });
  expect(eventsOf(world)).toEqual([
    'account.created',
    'account.verified',
    'signup.completed',
    'session.opened pwd',
  ]);
  const me = await world.me(answer.data.completeSignup.tokens.accessToken);
  expect(me.data.me.username).toBe(username);
  expect(codes(await world.logIn(person))).toEqual([]);
  expect(await world.sql('select * from pending_signups where email = $1', [email])).toEqual([]);
});

test('the mails of the signup belong to the account, and go with it', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  const stranger = await beginSignup(world, makePerson());
  const { id } = userOf(await completeSignup(world, { flow, code: mail.code }));
  const ctx = systemContext(world.app, 'cli:test');
  const account = { ...person, id: Number(id), isActive: true, emailVerified: true };
  expect(await mailData.export(ctx, account)).toEqual({
    mails: [expect.objectContaining({ kind: 'complete-signup', recipient: person.email })],
  });
  await world.sql('delete from users where id = $1', [id]);
  expect(await world.sql('select id from mails where recipient = $1', [person.email])).toEqual([]);
  const [others] = await world.sql('select user_id from mails where recipient = $1', [
    stranger.mail.recipient,
  ]);
  expect(others).toEqual({ user_id: null });
});

test('creates the account by the link and the password of the signup', async () => {
  const person = makePerson();
  const { mail } = await beginSignup(world, person);
  const answer = await completeSignup(world, { token: mail.token, password: person.password });
  expect(userOf(answer)).toMatchObject({ username: person.username, emailVerified: true });
});

test('by the link, rejects another username that the password is named after', async () => {
  const person = { ...makePerson(), password: 'orangutan-2026' };
  const { mail } = await beginSignup(world, person);
  const complete = (username: string, password = person.password) =>
    completeSignup(world, { token: mail.token, password, username });
  const { errors } = await complete('Orangutan');
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: ['input', 'username'], reason: 'TOO_PERSONAL' }],
  });
  // Without the password, the answer does not tell what it is.
  expect(codes(await complete('Orangutan', 'orangutan-2027'))).toEqual(['INVALID_CREDENTIALS']);
  expect(userOf(await complete('gibbon-2026')).username).toBe('gibbon-2026');
});

test.each([
  ['lower case', (code: string) => code.toLowerCase()],
  ['a hyphen', (code: string) => `${code.slice(0, 4)}-${code.slice(4)}`],
  ['spaces', (code: string) => ` ${code.slice(0, 4)} ${code.slice(4)} `],
])('accepts a code typed with %s', async (_how, typed) => {
  const { flow, mail } = await beginSignup(world, makePerson());
  expect(codes(await completeSignup(world, { flow, code: typed(mail.code) }))).toEqual([]);
});

test.each([
  ['nothing', {}, 'REQUIRED'],
  ['a flow without a code', { flow: 'x' }, 'REQUIRED'],
  ['a token without a password', { token: 'x' }, 'REQUIRED'],
  ['token and code', { token: 'x', password: 'x', flow: 'x', code: 'x' }, 'ONLY_ONE'],
  ['a code with a password', { flow: 'x', code: 'x', password: 'x' }, 'ONLY_ONE'],
  ['a bad username', { flow: 'x', code: 'x', username: 'a b' }, 'INVALID_USERNAME'],
])('rejects %s', async (_what, input, reason) => {
  const { errors } = await completeSignup(world, input);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ reason }] });
});

test.each([
  ['an unknown flow', { flow: '0199a0a0-0000-7000-8000-000000000000' }],
  ['a flow that is no UUID', { flow: 'x'.repeat(5000) }],
  ['a wrong code', { code: 'BBBBBBBB' }],
  ['an empty code', { code: '' }],
])('answers alike for %s', async (_what, change) => {
  const { flow, mail } = await beginSignup(world, makePerson());
  const { errors } = await completeSignup(world, { flow, code: mail.code, ...change });
  expect(errors?.[0]?.extensions).toEqual({ code: 'CODE_INVALID' });
});

test.each([
  ['no token', () => 'x'],
  ['a token without its flow', (link: string) => link.split('.')[0]],
  [
    'a token with an unknown flow',
    (link: string) => `${link.split('.')[0]}.0199a0a0-0000-7000-8000-000000000000`,
  ],
  ['a damaged token', (link: string) => `${link.startsWith('A') ? 'B' : 'A'}${link.slice(1)}`],
  [
    'a damaged proof in the token',
    (link: string) => link.replace(/.\./, (end) => (end === 'A.' ? 'B.' : 'A.')),
  ],
  ['a very long token', (link: string) => link + 'x'.repeat(5000)],
])('rejects %s as INVALID', async (_what, change) => {
  const person = makePerson();
  const { mail } = await beginSignup(world, person);
  const answer = await completeSignup(world, { token: change(mail.token), password: person.password });
  expect(reasonsOf(answer)).toEqual(['LINK_INVALID INVALID']);
});

test('tells the reader of a mail why the link fails', async () => {
  const person = makePerson();
  const { mail } = await beginSignup(world, person);
  const input = { token: mail.token, password: person.password };
  await world.sql("update one_time_secrets set expires_at = now() - interval '1 second' where subject = $1", [
    person.email,
  ]);
  expect(reasonsOf(await completeSignup(world, input))).toEqual(['LINK_INVALID EXPIRED']);
  await world.sql("update one_time_secrets set expires_at = now() + interval '1 day' where subject = $1", [
    person.email,
  ]);
  expect(codes(await completeSignup(world, input))).toEqual([]);
  expect(reasonsOf(await completeSignup(world, input))).toEqual(['LINK_INVALID USED']);
});

test('rejects a replayed code, and a code after its lifetime', async () => {
  const { flow, mail } = await beginSignup(world, makePerson());
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual([]);
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual(['CODE_INVALID']);
  const late = await beginSignup(world, makePerson());
  await world.sql("update one_time_flows set created_at = now() - interval '9 hours' where id = $1", [
    late.flow,
  ]);
  expect(codes(await completeSignup(world, { flow: late.flow, code: late.mail.code }))).toEqual([
    'CODE_INVALID',
  ]);
});

test('rejects a signup that has expired, even if its secret has been renewed', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  await world.sql('update pending_signups set expires_at = now() where flow_id = $1', [flow]);
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual(['CODE_INVALID']);
  const byLink = await completeSignup(world, { token: mail.token, password: person.password });
  expect(reasonsOf(byLink)).toEqual(['LINK_INVALID INVALID']);
});

test('ends a flow after five wrong codes, and no other flow', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  for (let tries = 0; tries < 5; tries += 1) await completeSignup(world, { flow, code: 'BBBBBBBB' });
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual(['CODE_INVALID']);
  const again = (await startSignup(world, person)).data.startSignup.flow;
  expect(codes(await completeSignup(world, { flow: again, code: mail.code }))).toEqual([]);
});

test('beyond a hundred flows of one email, codes fail, but a link still works', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  await world.sql(
    `insert into one_time_flows (id, secret_id)
     select gen_random_uuid(), secret_id from one_time_flows, generate_series(1, 99) where id = $1`,
    [flow],
  );
  await forgetLimits(world);
  const late = { ...makePerson(), email: person.email };
  const last = await beginSignup(world, late);
  expect(codes(await completeSignup(world, { flow: last.flow, code: mail.code }))).toEqual(['CODE_INVALID']);
  expect(await world.sql('select tries from one_time_flows where id = $1', [flow])).toEqual([{ tries: 0 }]);
  const byLink = { token: last.mail.token, password: late.password };
  expect(userOf(await completeSignup(world, byLink)).username).toBe(late.username);
});

test("a stranger's flow needs the code of the mailbox", async () => {
  const victim = makePerson();
  const stranger = await beginSignup(world, { ...makePerson(), email: victim.email });
  const other = await beginSignup(world, makePerson());
  const attempt = { flow: stranger.flow, code: other.mail.code };
  expect(codes(await completeSignup(world, attempt))).toEqual(['CODE_INVALID']);
});

test("a stranger's link does not bless the stranger's password", async () => {
  const [victim, stranger] = [makePerson(), makePerson()];
  const { mail } = await beginSignup(world, { ...stranger, email: victim.email });
  world.log.length = 0;
  const token = mail.token;
  for (const password of [victim.password, '', 'x'.repeat(5000), 'a\u0000b']) {
    expect(codes(await completeSignup(world, { token, password }))).toEqual(['INVALID_CREDENTIALS']);
  }
  expect(eventsOf(world)).toEqual(Array(4).fill('password.rejected wrong-password'));
  expect(await world.sql('select id from users where email = $1', [victim.email])).toEqual([]);
});

test('the code of a mailbox completes the signup of the browser that types it, and ends all others', async () => {
  const [victim, stranger] = [makePerson(), { ...makePerson() }];
  stranger.email = victim.email;
  const theirs = await beginSignup(world, stranger);
  // The mailbox has already had its mail, so this one is withheld. The code is the same.
  const { flow } = (await startSignup(world, victim)).data.startSignup;
  const answer = await completeSignup(world, { flow, code: theirs.mail.code });
  expect(userOf(answer).username).toBe(victim.username);
  const late = await completeSignup(world, { flow: theirs.flow, code: theirs.mail.code });
  expect(codes(late)).toEqual(['CODE_INVALID']);
  expect(codes(await world.logIn(stranger))).toEqual(['INVALID_CREDENTIALS']);
  expect(await world.sql('select * from pending_signups where email = $1', [victim.email])).toEqual([]);
});

test('a wrong password consumes nothing but a try', async () => {
  const person = makePerson();
  const { mail } = await beginSignup(world, person);
  const token = mail.token;
  expect(codes(await completeSignup(world, { token, password: 'a wrong guess' }))).toEqual([
    'INVALID_CREDENTIALS',
  ]);
  expect(codes(await completeSignup(world, { token, password: person.password }))).toEqual([]);
});

test('counts passwords like those of a login', async () => {
  const strict = await World.start({ env: { LOGIN_TRIES: '3' } });
  const person = makePerson();
  const { mail } = await beginSignup(strict, person);
  const token = mail.token;
  for (let tries = 0; tries < 3; tries += 1)
    await completeSignup(strict, { token, password: 'a wrong guess' });
  expect(codes(await completeSignup(strict, { token, password: person.password }))).toEqual(['RATE_LIMITED']);
  await strict.stop();
});

test('a username that was taken meanwhile uses no try, and another one completes the signup', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  await world.signUp({ ...makePerson(), username: person.username });
  const taken = await world.addPerson();
  for (let tries = 0; tries < 8; tries += 1) {
    const username = tries % 2 === 0 ? undefined : taken.username;
    expect(codes(await completeSignup(world, { flow, code: mail.code, username }))).toEqual([
      'USERNAME_TAKEN',
    ]);
  }
  const byLink = await completeSignup(world, { token: mail.token, password: person.password });
  expect(codes(byLink)).toEqual(['USERNAME_TAKEN']);
  const { username } = makePerson();
  expect(userOf(await completeSignup(world, { flow, code: mail.code, username })).username).toBe(username);
});

test('limits how many usernames one IP address may ask for', async () => {
  const strict = await World.start({ env: { SIGNUPS_PER_ADDRESS: '3/1h' } });
  const taken = await strict.addPerson();
  const { flow, mail } = await beginSignup(strict, makePerson());
  const ask = () => completeSignup(strict, { flow, code: mail.code, username: taken.username });
  for (let tries = 0; tries < 3; tries += 1) expect(codes(await ask())).toEqual(['USERNAME_TAKEN']);
  expect(codes(await ask())).toEqual(['RATE_LIMITED']);
  await strict.stop();
});

test('tells the owner of the mailbox that an account has appeared meanwhile', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  await world.signUp({ ...makePerson(), email: person.email });
  expect(codes(await completeSignup(world, { flow, code: 'BBBBBBBB' }))).toEqual(['CODE_INVALID']);
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual(['EMAIL_TAKEN']);
});

test('cancels the signups of a mailbox, again and again', async () => {
  const person = makePerson();
  const { flow, mail } = await beginSignup(world, person);
  await startSignup(world, { ...makePerson(), email: person.email });
  const token = mail.token;
  expect((await cancelSignup(world, token)).data.cancelSignup).toEqual({ cancelledSignups: 2 });
  expect((await cancelSignup(world, mail.token.split('.')[0] ?? '')).data.cancelSignup).toEqual({
    cancelledSignups: 0,
  });
  expect(codes(await completeSignup(world, { flow, code: mail.code }))).toEqual(['CODE_INVALID']);
  const byLink = await completeSignup(world, { token, password: person.password });
  expect(reasonsOf(byLink)).toEqual(['LINK_INVALID USED']);
  for (const bad of ['', 'x', 'x'.repeat(64)])
    expect(reasonsOf(await cancelSignup(world, bad))).toEqual(['LINK_INVALID INVALID']);
});

test('a cancelled link does not end the signups of a later mail', async () => {
  const person = makePerson();
  const first = await beginSignup(world, person);
  await cancelSignup(world, first.mail.token);
  await forgetLimits(world);
  const second = await beginSignup(world, person);
  await cancelSignup(world, first.mail.token);
  expect(codes(await completeSignup(world, { flow: second.flow, code: second.mail.code }))).toEqual([]);
});

test('codes and links survive a change of SECRET_KEY', async () => {
  const people = [makePerson(), makePerson()] as const;
  const begun = [await beginSignup(world, people[0]), await beginSignup(world, people[1])] as const;
  const env = { SECRET_KEY: 'another-0123456789-abcdefghijklmnopqrstuv', SECRET_KEY_PREVIOUS: testSecretKey };
  const next = await World.start({ database: world.database, env });
  expect(codes(await completeSignup(next, { flow: begun[0].flow, code: begun[0].mail.code }))).toEqual([]);
  const byLink = { token: begun[1].mail.token, password: people[1].password };
  expect(codes(await completeSignup(next, byLink))).toEqual([]);
  await next.stop();
});

test('keeps link, code and password out of the log and out of the database', async () => {
  const person = makePerson();
  const { mail } = await beginSignup(world, person);
  const text = (await dump(world)) + world.log.join('');
  expect(text).toContain(person.email);
  const [token = ''] = mail.token.split('.');
  for (const secret of [token, mail.code, person.password]) expect(text).not.toContain(secret);
  expect(await mailsTo(world, person.email)).toHaveLength(1);
  await mailedTo(world, person.email);
});
