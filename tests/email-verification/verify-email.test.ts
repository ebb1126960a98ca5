import { codes, type Person } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { testSecretKey } from '../support/tokens.ts';
import {
  dump,
  eventsOf,
  forgetLimits,
  reasonsOf,
  requestVerification,
  verifyEmail,
} from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

/** An account with a session and a mail. */
async function prepare() {
  const person = await world.addPerson();
  const { accessToken: token } = await world.openSession(person);
  const { data } = await requestVerification(world, token);
  const mail = await mailedTo(world, person.email);
  return { person, token, flow: data.requestEmailVerification.flow as string, mail };
}

const isVerified = async ({ email }: Pick<Person, 'email'>) =>
  (await world.sql('select email_verified_at from users where email = $1', [email]))[0]?.email_verified_at !==
  null;

test('mails a link and a code to the email of the caller', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { data } = await requestVerification(world, accessToken);
  expect(data.requestEmailVerification).toEqual({
    flow: expect.stringMatching(/^[\da-f-]{36}$/),
    expiresIn: 8 * 3600,
  });
  expect(await mailsTo(world, person.email)).toEqual([
    expect.objectContaining({ kind: 'verify-email', facts: { username: person.username } }),
  ]);
  expect(await isVerified(person)).toBe(false);
});

test('verifies by the link, and by the code', async () => {
  const [byLink, byCode] = [await prepare(), await prepare()];
  world.log.length = 0;
  const first = await verifyEmail(world, { token: byLink.mail.token }, byLink.token);
  expect(first.data.verifyEmail).toEqual({ id: byLink.person.id, emailVerified: true });
  const second = await verifyEmail(world, { flow: byCode.flow, code: byCode.mail.code }, byCode.token);
  expect(second.data.verifyEmail).toEqual({ id: byCode.person.id, emailVerified: true });
  expect(eventsOf(world)).toEqual(['account.verified', 'account.verified']);
  const me = await world.ask('{ me { emailVerified } }', {}, { token: byLink.token });
  expect(me.data.me).toEqual({ emailVerified: true });
});

test('succeeds again while the email is verified, with one event', async () => {
  const { token, flow, mail } = await prepare();
  world.log.length = 0;
  for (let time = 0; time < 2; time += 1) {
    expect(codes(await verifyEmail(world, { token: mail.token }, token))).toEqual([]);
    expect(codes(await verifyEmail(world, { flow, code: mail.code }, token))).toEqual([]);
  }
  expect(eventsOf(world)).toEqual(['account.verified']);
});

test('does not verify again an account whose verification was taken back', async () => {
  const { person, token, flow, mail } = await prepare();
  await verifyEmail(world, { token: mail.token }, token);
  await world.sql('update users set email_verified_at = null where id = $1', [person.id]);
  expect(reasonsOf(await verifyEmail(world, { token: mail.token }, token))).toEqual(['LINK_INVALID USED']);
  expect(codes(await verifyEmail(world, { flow, code: mail.code }, token))).toEqual(['CODE_INVALID']);
  expect(await isVerified(person)).toBe(false);
});

test('needs a session', async () => {
  const { person, flow, mail } = await prepare();
  expect(codes(await requestVerification(world))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await verifyEmail(world, { token: mail.token }))).toEqual(['UNAUTHENTICATED']);
  expect(codes(await verifyEmail(world, { flow, code: mail.code }))).toEqual(['UNAUTHENTICATED']);
  expect(await isVerified(person)).toBe(false);
});

test("rejects another user's link and code, and leaves them usable", async () => {
  const [owner, other] = [await prepare(), await prepare()];
  const { flow, mail } = owner;
  const byLink = await verifyEmail(world, { token: mail.token }, other.token);
  expect(reasonsOf(byLink)).toEqual(['LINK_INVALID OTHER_ACCOUNT']);
  expect(codes(await verifyEmail(world, { flow, code: mail.code }, other.token))).toEqual(['CODE_INVALID']);
  expect([await isVerified(owner.person), await isVerified(other.person)]).toEqual([false, false]);
  expect(codes(await verifyEmail(world, { flow, code: mail.code }, owner.token))).toEqual([]);
});

test("rejects the owner's code with another browser's flow of another account", async () => {
  const [owner, other] = [await prepare(), await prepare()];
  const mixed = { flow: other.flow, code: owner.mail.code };
  expect(codes(await verifyEmail(world, mixed, owner.token))).toEqual(['CODE_INVALID']);
});

test('rejects a link for an email that has changed', async () => {
  const { person, token, flow, mail } = await prepare();
  await world.sql("update users set email = 'new-' || email where id = $1", [person.id]);
  expect(reasonsOf(await verifyEmail(world, { token: mail.token }, token))).toEqual(['LINK_INVALID INVALID']);
  expect(codes(await verifyEmail(world, { flow, code: mail.code }, token))).toEqual(['CODE_INVALID']);
  expect(await isVerified({ email: `new-${person.email}` })).toBe(false);
});

test('rejects an expired link, and an expired code', async () => {
  const { person, token, flow, mail } = await prepare();
  await world.sql('update one_time_secrets set expires_at = now() where user_id = $1', [person.id]);
  expect(reasonsOf(await verifyEmail(world, { token: mail.token }, token))).toEqual(['LINK_INVALID EXPIRED']);
  expect(codes(await verifyEmail(world, { flow, code: mail.code }, token))).toEqual(['CODE_INVALID']);
  await forgetLimits(world);
  await requestVerification(world, token);
  const fresh = await mailedTo(world, person.email);
  expect(codes(await verifyEmail(world, { token: fresh.token }, token))).toEqual([]);
});

test('rejects a disabled account', async () => {
  const { person, token, mail } = await prepare();
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  expect(codes(await verifyEmail(world, { token: mail.token }, token))).toEqual(['UNAUTHENTICATED']);
  expect(await isVerified(person)).toBe(false);
});

test('rejects the secret of another purpose', async () => {
  const { person, token, mail } = await prepare();
  await world.sql("update one_time_secrets set purpose = 'reset-password' where user_id = $1", [person.id]);
  expect(reasonsOf(await verifyEmail(world, { token: mail.token }, token))).toEqual(['LINK_INVALID INVALID']);
});

test.each([
  ['nothing', {}, 'REQUIRED'],
  ['a code without a flow', { code: 'x' }, 'REQUIRED'],
  ['token and code', { token: 'x', flow: 'x', code: 'x' }, 'ONLY_ONE'],
])('rejects %s', async (_what, input, reason) => {
  const { token } = await prepare();
  const { errors } = await verifyEmail(world, input, token);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ reason }] });
});

test('five wrong codes end the flow, but not the link', async () => {
  const { token, flow, mail } = await prepare();
  for (let tries = 0; tries < 5; tries += 1) await verifyEmail(world, { flow, code: 'BBBBBBBB' }, token);
  expect(codes(await verifyEmail(world, { flow, code: mail.code }, token))).toEqual(['CODE_INVALID']);
  expect(codes(await verifyEmail(world, { token: mail.token }, token))).toEqual([]);
});

test('answers alike without a mail: for a verified email, and beyond the limits of the mailbox', async () => {
  const { person, token, mail } = await prepare();
  const shapeOf = ({ text, data }: { text: string; data?: { requestEmailVerification: { flow: string } } }) =>
    text.replace(data?.requestEmailVerification.flow ?? '', '');
  const limited = await requestVerification(world, token);
  // The flow of a withheld mail accepts the code from the earlier mail.
  const { flow } = limited.data.requestEmailVerification;
  expect(codes(await verifyEmail(world, { flow, code: mail.code }, token))).toEqual([]);
  await forgetLimits(world);
  const verified = await requestVerification(world, token);
  expect(shapeOf(verified)).toBe(shapeOf(limited));
  expect(await mailsTo(world, person.email)).toHaveLength(1);
});

test('a withheld mail leaves the link of an earlier mail as it is, even if that link ends soon', async () => {
  const { person, token, mail } = await prepare();
  const soon = "update one_time_secrets set expires_at = now() + interval '1 hour' where user_id = $1";
  await world.sql(soon, [person.id]);
  await requestVerification(world, token);
  expect(codes(await verifyEmail(world, { token: mail.token }, token))).toEqual([]);
});

test('limits the requests from one IP address', async () => {
  const strict = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: '2/1h' } });
  const { accessToken } = await strict.openSession();
  for (let time = 0; time < 2; time += 1)
    expect(codes(await requestVerification(strict, accessToken))).toEqual([]);
  expect(codes(await requestVerification(strict, accessToken))).toEqual(['RATE_LIMITED']);
  await strict.stop();
});

test('links and codes survive a change of SECRET_KEY, and end with the old key', async () => {
  const { token, person, flow, mail } = await prepare();
  const SECRET_KEY = 'another-0123456789-abcdefghijklmnopqrstuv';
  const gone = await World.start({ database: world.database, env: { SECRET_KEY } });
  const { accessToken } = await gone.openSession(person);
  expect(reasonsOf(await verifyEmail(gone, { token: mail.token }, accessToken))).toEqual([
    'LINK_INVALID INVALID',
  ]);
  expect(codes(await verifyEmail(gone, { flow, code: mail.code }, accessToken))).toEqual(['CODE_INVALID']);
  await gone.stop();
  const env = { SECRET_KEY, SECRET_KEY_PREVIOUS: testSecretKey };
  const next = await World.start({ database: world.database, env });
  expect(codes(await verifyEmail(next, { flow, code: mail.code }, token))).toEqual([]);
  expect(codes(await verifyEmail(next, { token: mail.token }, token))).toEqual([]);
  await next.stop();
});

test('keeps link and code out of the log and out of the database', async () => {
  const { mail, person } = await prepare();
  const text = (await dump(world)) + world.log.join('');
  expect(text).toContain(person.email);
  for (const secret of [mail.token, mail.code]) expect(text).not.toContain(secret);
});
