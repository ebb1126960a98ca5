import { type Answer, codes } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { World } from '../support/world.ts';

const env = { DATABASE_POOL_SIZE: '20' };
const world = await World.start({ env });
const replica = await World.start({ database: world.database, env });
afterAll(async () => {
  await replica.stop();
  await world.stop();
});

const strong = 'a new walk along the river at dawn';
const stronger = 'yet another walk over the hills';

function secure(token: string, where = world): Promise<Answer> {
  const query = `mutation ($input: SecureAccountInput!) {
    secureAccount(input: $input) { revokedSessions reset { flow expiresIn } }
  }`;
  return where.ask(query, { input: { token } });
}

const reasons = ({ errors }: Answer) =>
  (errors ?? []).map(({ extensions }) => [extensions.code, extensions.reason].join(' '));

async function changePassword(token: string, currentPassword: string, newPassword: string): Promise<Answer> {
  const query = 'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }';
  return world.ask(query, { input: { currentPassword, newPassword } }, { token });
}

/** A thief who knows the password changes it. @returns the link in the owner's notice, and the thief's session. */
async function stolen() {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { data } = await changePassword(accessToken, person.password, strong);
  const { token } = await mailedTo(world, person.email, 'password-changed');
  return { person, token, thief: data.changePassword.accessToken as string };
}

async function resetWith(input: object, newPassword = stronger): Promise<Answer> {
  const query = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }';
  return world.ask(query, { input: { ...input, newPassword } });
}

test('ends every session, stops the password, and mails a link and a code for a new one', async () => {
  const { person, token, thief } = await stolen();
  await world.openSession({ ...person, password: strong });
  const { data } = await secure(token);
  const { revokedSessions, reset } = data.secureAccount;
  expect(revokedSessions).toBe(2);
  expect(codes(await world.me(thief))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await world.logIn({ ...person, password: strong }))).toEqual(['INVALID_CREDENTIALS']);
  const mail = await mailedTo(world, person.email);
  const facts = { username: person.username, isSecured: 'yes' };
  expect([mail.kind, mail.facts]).toEqual(['reset-password', facts]);
  expect(codes(await resetWith({ flow: reset.flow, code: mail.code }))).toEqual([]);
  expect(codes(await world.logIn({ ...person, password: stronger }))).toEqual([]);
  const events = world.log.map((line) => JSON.parse(line).event).filter((event) => event !== undefined);
  const own = events.filter(({ userId }) => userId === Number(person.id)).map(({ type }) => type);
  expect(own).toEqual(expect.arrayContaining(['account.secured', 'password.reset-requested']));
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'session.revoked', reason: 'secured', userId: Number(person.id) }),
  );
});

test('works once', async () => {
  const { person, token } = await stolen();
  expect(codes(await secure(token))).toEqual([]);
  const mails = await mailsTo(world, person.email);
  expect(reasons(await secure(token))).toEqual(['LINK_INVALID USED']);
  expect(await mailsTo(world, person.email)).toHaveLength(mails.length);
});

test('succeeds once of 20 calls at once, with one mail', async () => {
  const { person, token } = await stolen();
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => secure(token, at % 2 ? replica : world)),
  );
  expect(answers.flatMap(reasons).toSorted()).toEqual(Array(19).fill('LINK_INVALID USED'));
  const mails = await mailsTo(world, person.email);
  expect(mails.filter(({ kind }) => kind === 'reset-password')).toHaveLength(1);
});

test('works after the thief has changed the password again, however often', async () => {
  const { person, token, thief } = await stolen();
  let [session, password] = [thief, strong];
  // More changes than an account gets notices in a day.
  for (let round = 0; round < 12; round += 1) {
    const next = `${stronger} ${round}`;
    const { data } = await changePassword(session, password, next);
    [session, password] = [data.changePassword.accessToken, next];
  }
  const mails = await mailsTo(world, person.email);
  expect(mails.filter(({ kind }) => kind === 'password-changed')).toHaveLength(10);
  expect(codes(await secure(token))).toEqual([]);
  expect(codes(await world.me(session))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await world.logIn({ ...person, password }))).toEqual(['INVALID_CREDENTIALS']);
});

test('sets no password by itself, and starts no session', async () => {
  const { token } = await stolen();
  expect(reasons(await resetWith({ token }))).toEqual(['LINK_INVALID INVALID']);
  const answer = await secure(token);
  expect([answer.text.includes('eyJ'), answer.headers.get('set-cookie')]).toEqual([false, null]);
});

test('a new notice after it has a link of its own', async () => {
  const { person, token } = await stolen();
  const { data } = await secure(token);
  const { code } = await mailedTo(world, person.email, 'reset-password');
  await resetWith({ flow: data.secureAccount.reset.flow, code });
  const newer = await mailedTo(world, person.email, 'password-changed');
  expect(newer.token).not.toBe(token);
  expect(codes(await secure(newer.token))).toEqual([]);
});

test('refuses a link that is no link, expired, or of an email that the account no longer has', async () => {
  const [expired, moved, disabled] = [await stolen(), await stolen(), await stolen()];
  await world.sql(
    `update one_time_secrets set expires_at = now() - interval '1 second'
     where purpose = 'secure-account' and user_id = $1`,
    [expired.person.id],
  );
  await world.sql("update users set email = 'moved@example.com' where id = $1", [moved.person.id]);
  await world.sql('update users set is_active = false where id = $1', [disabled.person.id]);
  expect(reasons(await secure(expired.token))).toEqual(['LINK_INVALID EXPIRED']);
  for (const token of [moved.token, disabled.token, '', 'x'.repeat(64), 'x'.repeat(9_000)])
    expect(reasons(await secure(token))).toEqual(['LINK_INVALID INVALID']);
  expect(codes(await world.me(moved.thief))).toEqual([]);
});

test('a notice has no link, and the mutation fails, where the service cannot mail', async () => {
  const silent = await World.start({ database: world.database, env: { SMTP_URL: '', MAIL_FROM: '' } });
  const { token, thief } = await stolen();
  expect(codes(await secure(token, silent))).toEqual(['MAIL_NOT_CONFIGURED']);
  expect(codes(await world.me(thief))).toEqual([]);
  await silent.stop();
});
