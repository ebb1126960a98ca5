import { codes, makePerson } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import {
  change,
  forgetMailLimits,
  mailReset,
  requestReset,
  reset,
  strong,
  stronger,
} from '../support/passwords.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start({
  env: { MAIL_REQUESTS_PER_ADDRESS: 'off', CODE_FAILURES_PER_ADDRESS: 'off' },
});
afterAll(() => world.stop());

const reasons = ({ errors = [] }: Awaited<ReturnType<typeof reset>>) =>
  errors.map(({ extensions }) => `${extensions.code} ${extensions.reason ?? ''}`.trim());

/** The rules that `newPassword` or the proof broke. */
const broken = ({ errors = [] }: Awaited<ReturnType<typeof reset>>) =>
  errors.flatMap(({ extensions }) =>
    ((extensions.fields ?? []) as { path: string[]; reason: string }[]).map(
      ({ path, reason }) => `${path.join('.')} ${reason}`,
    ),
  );

const ageSecrets = (interval: string) =>
  world.sql(
    `with moved as (update one_time_secrets set created_at = created_at - $1::interval, expires_at = expires_at - $1::interval)
     update one_time_flows set created_at = created_at - $1::interval`,
    [interval],
  );

test('mails the username, a link and a code, and the link sets a password once', async () => {
  const person = await world.addPerson();
  const before = await world.openSession(person);
  const { data, errors } = await requestReset(world, ` ${person.email.toUpperCase()} `);
  expect([errors, data.requestPasswordReset]).toEqual([
    undefined,
    { flow: expect.stringMatching(/^[0-9a-f-]{36}$/), expiresIn: 600 },
  ]);
  const mail = await mailedTo(world, person.email);
  expect(mail).toMatchObject({ kind: 'reset-password', facts: { username: person.username }, locale: 'en' });
  expect([mail.token, mail.code]).toEqual([
    expect.stringMatching(/^[\w-]{64}$/),
    expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/),
  ]);
  const answer = await reset(world, { token: mail.token });
  expect(answer.data).toEqual({ resetPassword: { revokedSessions: 1 } });
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(codes(await world.me(before.accessToken))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await world.refresh(before.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
  expect(codes(await world.logIn({ ...person, password: strong }))).toEqual([]);
  expect(reasons(await reset(world, { token: mail.token }, stronger))).toEqual(['LINK_INVALID USED']);
  expect(await mailedTo(world, person.email)).toMatchObject({
    kind: 'password-changed',
    facts: { username: person.username, time: expect.stringMatching(/ at \d\d:\d\d UTC$/) },
    token: expect.stringMatching(/^[\w-]{64}$/),
    code: '',
  });
});

test('accepts the code with its flow, in any spelling of the mail', async () => {
  const person = await world.addPerson();
  const { flow, code } = await mailReset(world, person.email);
  const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
  expect((await reset(world, { flow, code: typed })).data).toEqual({ resetPassword: { revokedSessions: 0 } });
  expect(reasons(await reset(world, { flow, code }))).toEqual(['CODE_INVALID']);
  expect(codes(await world.logIn({ ...person, password: strong }))).toEqual([]);
});

test('after a signup without a language, sends the mail in the language of the request', async () => {
  const person = makePerson();
  expect(codes(await world.signUp(person))).toEqual([]);
  await requestReset(world, person.email, { headers: { 'accept-language': 'de' } });
  expect((await mailedTo(world, person.email)).locale).toBe('de');
});

test('sends the mail in the language of the account, else in that of the request', async () => {
  const [first, second] = [await world.addPerson(), await world.addPerson()];
  await world.sql("update users set locale = 'de' where id = $1", [first.id]);
  const options = { headers: { 'accept-language': 'fr, de;q=0.8, en;q=0.1' } };
  await requestReset(world, first.email);
  await requestReset(world, second.email, options);
  expect([(await mailedTo(world, first.email)).locale, (await mailedTo(world, second.email)).locale]).toEqual(
    ['de', 'de'],
  );
});

test.each([
  'nonsense',
  '',
  'a@b@example.com',
  'someone@example.com\r\nBcc: thief@example.com',
])('rejects %p, which is not an email', async (email) => {
  expect(broken(await requestReset(world, email))).toEqual(['input.email INVALID_EMAIL']);
});

test('marks the email as proved, since the owner reads mail there', async () => {
  const person = await world.addPerson();
  const { token } = await mailReset(world, person.email);
  await reset(world, { token });
  const { data } = await world.logIn({ ...person, password: strong });
  const { accessToken } = data.login;
  expect((await world.ask('{ me { emailVerified } }', {}, { token: accessToken })).data.me).toEqual({
    emailVerified: true,
  });
});

test('sets the first password of an account without one', async () => {
  const person = await world.addPerson();
  await world.sql('delete from password_credentials where user_id = $1', [person.id]);
  const { token } = await mailReset(world, person.email);
  expect(codes(await reset(world, { token }))).toEqual([]);
  expect(codes(await world.logIn({ ...person, password: strong }))).toEqual([]);
});

test.each([
  ['TOO_SHORT', 'short'],
  ['TOO_COMMON', 'iloveyou1'],
  ['TOO_LONG', 'x'.repeat(257)],
  ['INVALID_CHARACTERS', 'with\u0000 a NUL inside'],
])('a password that is %s uses up neither link nor code', async (reason, password) => {
  const person = await world.addPerson();
  const { token, flow, code } = await mailReset(world, person.email);
  for (let time = 0; time < 6; time += 1) {
    expect(broken(await reset(world, { flow, code }, password))).toEqual([`input.newPassword ${reason}`]);
  }
  expect(broken(await reset(world, { token }, password))).toEqual([`input.newPassword ${reason}`]);
  expect(codes(await reset(world, { flow, code }))).toEqual([]);
});

test('a password that is the name of the user uses up neither link nor code', async () => {
  const person = await world.addPerson();
  const { token, flow, code } = await mailReset(world, person.email);
  const rejected = ['input.newPassword TOO_PERSONAL'];
  for (let time = 0; time < 6; time += 1) {
    expect(broken(await reset(world, { flow, code }, `${person.username}!`))).toEqual(rejected);
  }
  expect(broken(await reset(world, { token }, person.email))).toEqual(rejected);
  expect(codes(await reset(world, { flow, code }))).toEqual([]);
});

test('tells nobody without the mail whether a password is the name of the user', async () => {
  const person = await world.addPerson();
  const { flow } = await mailReset(world, person.email);
  expect(reasons(await reset(world, { flow, code: 'BBBBBBBB' }, person.username))).toEqual(['CODE_INVALID']);
});

test.each([
  ['nothing', {}, ['input.token REQUIRED']],
  ['a code without its flow', { code: 'BCDFGHJK' }, ['input.token REQUIRED']],
  ['both', { token: 'x', flow: 'x', code: 'x' }, ['input.code ONLY_ONE']],
])('rejects %s as a proof', async (_what, proof, expected) => {
  expect(broken(await reset(world, proof))).toEqual(expected);
});

test('says why a link fails, but only to a reader of the mail', async () => {
  const person = await world.addPerson();
  const { token, flow, code } = await mailReset(world, person.email);
  const forged = `${token.slice(0, 30)}${token[30] === 'A' ? 'B' : 'A'}${token.slice(31)}`;
  for (const wrong of ['', 'x', forged, token.slice(1), `${token}A`, 'A'.repeat(64)]) {
    expect(reasons(await reset(world, { token: wrong }))).toEqual(['LINK_INVALID INVALID']);
  }
  await ageSecrets('29 minutes');
  await world.sql('update one_time_secrets set expires_at = now() where user_id = $1', [person.id]);
  expect(reasons(await reset(world, { token }))).toEqual(['LINK_INVALID EXPIRED']);
  expect(reasons(await reset(world, { token: forged }))).toEqual(['LINK_INVALID INVALID']);
  expect(reasons(await reset(world, { flow, code }))).toEqual(['CODE_INVALID']);
});

test('the link works for half an hour, the code for ten minutes after its request', async () => {
  const person = await world.addPerson();
  const { token, flow, code } = await mailReset(world, person.email);
  await ageSecrets('11 minutes');
  expect(reasons(await reset(world, { flow, code }))).toEqual(['CODE_INVALID']);
  await forgetMailLimits(world);
  const again = await mailReset(world, person.email);
  expect([again.token, again.code]).toEqual([token, code]);
  await ageSecrets('8 minutes');
  expect(codes(await reset(world, { flow: again.flow, code }))).toEqual([]);
});

test('the link of the first mail works after a second request', async () => {
  const person = await world.addPerson();
  const first = await mailReset(world, person.email);
  await forgetMailLimits(world);
  await mailReset(world, person.email);
  expect(await mailsTo(world, person.email)).toHaveLength(2);
  expect(codes(await reset(world, { token: first.token }))).toEqual([]);
});

test('a link with less than a third of its life left is replaced, and dead', async () => {
  const person = await world.addPerson();
  const first = await mailReset(world, person.email);
  await ageSecrets('21 minutes');
  await forgetMailLimits(world);
  const second = await mailReset(world, person.email);
  expect(second.token).not.toBe(first.token);
  expect(reasons(await reset(world, { token: first.token }))).toEqual(['LINK_INVALID INVALID']);
  expect(codes(await reset(world, { flow: second.flow, code: second.code }))).toEqual([]);
});

test('a flow allows five wrong codes, and another flow is not affected', async () => {
  const person = await world.addPerson();
  const { flow, code } = await mailReset(world, person.email);
  const attacker = (await requestReset(world, person.email)).data.requestPasswordReset.flow;
  for (let time = 0; time < 5; time += 1) {
    expect(reasons(await reset(world, { flow: attacker, code: 'BBBBBBBB' }))).toEqual(['CODE_INVALID']);
  }
  expect(reasons(await reset(world, { flow: attacker, code }))).toEqual(['CODE_INVALID']);
  expect(codes(await reset(world, { flow, code }))).toEqual([]);
});

test('a code works only with a flow of its own account', async () => {
  const [one, other] = [await world.addPerson(), await world.addPerson()];
  const mine = await mailReset(world, one.email);
  const theirs = await mailReset(world, other.email);
  for (const flow of [theirs.flow, '', 'x', crypto.randomUUID()]) {
    expect(reasons(await reset(world, { flow, code: mine.code }))).toEqual(['CODE_INVALID']);
  }
});

test('the answers for unknown, disabled and limited emails differ from the usual one only in the flow', async () => {
  const person = await world.addPerson();
  const disabled = await world.addPerson();
  await world.sql('update users set is_active = false where id = $1', [disabled.id]);
  const emails = [person.email, person.email, makePerson().email, disabled.email];
  const answers = [];
  for (const email of emails) answers.push(await requestReset(world, email));
  const flows = answers.map(({ data }) => String(data.requestPasswordReset.flow));
  expect(new Set(flows).size).toBe(emails.length);
  const texts = answers.map(({ text }, at) => text.replace(flows[at] ?? '', '…'));
  expect(new Set(texts).size).toBe(1);
  const headers = answers.map((answer) => [...answer.headers.keys()].join());
  expect(new Set(headers).size).toBe(1);
  expect(await mailsTo(world, person.email)).toHaveLength(1);
  expect(await mailsTo(world, disabled.email)).toEqual([]);
  for (const flow of flows.slice(2)) {
    expect(reasons(await reset(world, { flow, code: 'BBBBBBBB' }))).toEqual(['CODE_INVALID']);
  }
});

test('keeps no email of a person without an account', async () => {
  const { email } = makePerson();
  await requestReset(world, email);
  const [rows] = await world.sql<{ text: string }>(
    'select (select json_agg(s) from one_time_secrets s)::text || (select json_agg(m) from mails m)::text as text',
  );
  expect(rows?.text).toContain('withheld');
  expect(rows?.text).not.toContain(email.split('@')[0]);
});

test('a mailbox gets one mail a minute, and the code of that mail works for a later request too', async () => {
  const person = await world.addPerson();
  const { code } = await mailReset(world, person.email);
  const again = (await requestReset(world, person.email)).data.requestPasswordReset.flow;
  expect(await mailsTo(world, person.email)).toHaveLength(1);
  expect(codes(await reset(world, { flow: again, code }))).toEqual([]);
});

test('a withheld mail replaces no link', async () => {
  const person = await world.addPerson();
  const { token } = await mailReset(world, person.email);
  await ageSecrets('25 minutes');
  await requestReset(world, person.email);
  expect(await mailsTo(world, person.email)).toHaveLength(1);
  expect(codes(await reset(world, { token }))).toEqual([]);
});

test('says that the service cannot send mail, for any email', async () => {
  const without = await World.start({ database: world.database, env: { SMTP_URL: '', MAIL_FROM: '' } });
  for (const { email } of [await world.addPerson(), makePerson()]) {
    expect(codes(await requestReset(without, email))).toEqual(['MAIL_NOT_CONFIGURED']);
  }
  await without.stop();
});

test('limits the requests from one IP address', async () => {
  const limited = await World.start({
    database: world.database,
    env: { MAIL_REQUESTS_PER_ADDRESS: '3/1h' },
  });
  for (let time = 0; time < 3; time += 1)
    expect(codes(await requestReset(limited, makePerson().email))).toEqual([]);
  const answer = await requestReset(limited, makePerson().email);
  expect(answer.errors?.[0]?.extensions).toEqual({
    code: 'RATE_LIMITED',
    retryAfterSeconds: expect.any(Number),
  });
  expect(codes(await requestReset(limited, 'no email'))).toEqual(['BAD_USER_INPUT']);
  await limited.stop();
});

test.each([
  ['is disabled', 'update users set is_active = false where id = $1'],
  ['has another email', "update users set email = 'moved-' || email where id = $1"],
])('link and code fail once the account %s', async (_what, statement) => {
  const person = await world.addPerson();
  const { token, flow, code } = await mailReset(world, person.email);
  await world.sql(statement, [person.id]);
  expect(reasons(await reset(world, { token }))).toEqual(['LINK_INVALID INVALID']);
  expect(reasons(await reset(world, { flow, code }))).toEqual(['CODE_INVALID']);
});

test('an older link is dead once the password has changed', async () => {
  const person = await world.addPerson();
  const { token, flow, code } = await mailReset(world, person.email);
  const { accessToken } = await world.openSession(person);
  expect(codes(await change(world, accessToken, person.password))).toEqual([]);
  expect(reasons(await reset(world, { token }, stronger))).toEqual(['LINK_INVALID INVALID']);
  expect(reasons(await reset(world, { flow, code }, stronger))).toEqual(['CODE_INVALID']);
});

test('ends unfinished logins', async () => {
  const person = await world.addPerson();
  await world.sql(
    `insert into login_challenges (id, secret_hash, user_id, methods, asks, expires_at)
     values (gen_random_uuid(), '', $1, '{pwd}', 'EMAIL_VERIFICATION', now() + interval '10 minutes')`,
    [person.id],
  );
  await reset(world, { token: (await mailReset(world, person.email)).token });
  expect(await world.sql('select from login_challenges where user_id = $1', [person.id])).toEqual([]);
});

test('links survive a change of SECRET_KEY while SECRET_KEY_PREVIOUS names the old key', async () => {
  const [one, other] = [await world.addPerson(), await world.addPerson()];
  const first = await mailReset(world, one.email);
  const second = await mailReset(world, other.email);
  const keys = {
    SECRET_KEY: 'a-new-key-0123456789-abcdefghijklmnopqrstuvwxyz',
    SECRET_KEY_PREVIOUS: testSecretKey,
  };
  const changed = await World.start({ database: world.database, env: keys });
  expect(codes(await reset(changed, { token: first.token }))).toEqual([]);
  expect(codes(await reset(changed, { flow: second.flow, code: second.code }))).toEqual([]);
  await changed.stop();
});

test('logs who asked and who changed, without the email, the link or the code', async () => {
  const person = await world.addPerson();
  const from = world.log.length;
  const { token } = await mailReset(world, person.email);
  await reset(world, { token });
  const lines = world.log.slice(from).join('');
  const types = [...lines.matchAll(/"event":\{"type":"([\w.-]+)"/g)].map(([, type]) => type);
  expect(types).toEqual(['password.reset-requested', 'account.verified', 'password.changed']);
  expect(lines).not.toContain(person.username);
});

test('a dump of the tables holds no link, no code and no password', async () => {
  const person = await world.addPerson();
  const { token, code } = await mailReset(world, person.email);
  const tables = await world.sql<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const dump = [];
  for (const { name } of tables)
    dump.push(JSON.stringify(await world.sql(`select t::text from "${name}" as t`)));
  const text = dump.join('\n');
  expect(text).toContain(person.email);
  for (const secret of [
    token,
    token.slice(22),
    code,
    Buffer.from(token, 'base64url').toString('hex').slice(32),
  ]) {
    expect(text).not.toContain(secret);
  }
});
