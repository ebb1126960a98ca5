import { systemContext } from '../../src/feature/context.ts';
import { credentialsChanged } from '../../src/feature/credentials.ts';
import { challengeData } from '../../src/login-steps/challenge-data.ts';
import { purgeChallenges } from '../../src/login-steps/forget-challenges.ts';
import { setActive } from '../../src/sessions/set-active.ts';
import { codes } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { continueWith } from '../support/second-factors.ts';
import {
  continueLogin,
  dump,
  eventsOf,
  forgetLimits,
  reasonsOf,
  startLogin,
  verifyEmail,
} from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { EMAIL_VERIFICATION: 'required' } });
afterAll(() => world.stop());

/** A login that still needs the code from a mail. */
async function prepare() {
  const person = await world.addPerson();
  const { data } = await startLogin(world, person);
  const challenge = data.startLogin.next.challenge as string;
  return { person, challenge, mail: await mailedTo(world, person.email) };
}

const sessionsOf = ({ id }: { id: string }) => world.sql('select * from sessions where user_id = $1', [id]);
const ctx = () => systemContext(world.app, 'cli:test');
const accountOf = (person: { id: string; username: string; email: string }) => ({
  ...person,
  id: Number(person.id),
  isActive: true,
  emailVerified: false,
});

test('opens a session and verifies in one unit of work', async () => {
  const { person, challenge, mail } = await prepare();
  world.log.length = 0;
  const { data } = await continueLogin(world, challenge, mail.code);
  expect(eventsOf(world)).toEqual(['account.verified', 'session.opened pwd']);
  const me = await world.me(data.continueLogin.tokens.accessToken);
  expect(me.data.me.id).toBe(person.id);
  expect(await sessionsOf(person)).toHaveLength(1);
});

test('a challenge works once', async () => {
  const { person, challenge, mail } = await prepare();
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual([]);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['CHALLENGE_INVALID']);
  expect(codes(await continueLogin(world, challenge, mail.token))).toEqual(['CHALLENGE_INVALID']);
  expect(await sessionsOf(person)).toHaveLength(1);
});

test('opens nothing else', async () => {
  const { challenge } = await prepare();
  expect((await world.me(challenge)).data.me).toBeNull();
  expect(codes(await world.refresh(challenge))).toEqual(['INVALID_REFRESH_TOKEN']);
});

test.each([
  ['nothing', ''],
  ['no UUID', 'x.y'],
  ['an unknown id', '0199a0a0-0000-7000-8000-000000000000.x'],
  ['a very long text', 'x'.repeat(5000)],
  ['NUL', '\u0000'],
])('rejects a challenge that is %s', async (_what, challenge) => {
  expect(codes(await continueLogin(world, challenge, 'BBBBBBBB'))).toEqual(['CHALLENGE_INVALID']);
});

test('rejects a challenge with another secret, and leaves the challenge as it was', async () => {
  const { challenge, mail } = await prepare();
  const [id] = challenge.split('.');
  for (const secret of ['', '.x', '.'.concat('A'.repeat(43))]) {
    expect(codes(await continueLogin(world, `${id}${secret}`, mail.code))).toEqual(['CHALLENGE_INVALID']);
  }
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual([]);
});

test.each([
  ['no proof', {}, 'challenge REQUIRED'],
  ['an empty decision', { restore: false, totp: null }, 'challenge REQUIRED'],
  ['two proofs', { totp: '123456', recoveryCode: 'x' }, 'recoveryCode ONLY_ONE'],
  ['three proofs', { restore: true, emailCode: 'x', totp: '123456' }, 'emailCode ONLY_ONE'],
  ['a proof that it does not ask for', { totp: '123456' }, 'emailCode REQUIRED'],
])('rejects a challenge with %s, and names the field', async (_what, proof, expected) => {
  const { challenge } = await prepare();
  const answer = await continueWith(world, challenge, proof);
  const [field] = (answer.errors?.[0]?.extensions?.fields ?? []) as { path: string[]; reason: string }[];
  expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
  expect(`${field?.path.join('.')} ${field?.reason}`).toBe(`input.${expected}`);
});

test('five wrong codes end the challenge, and a new login begins again', async () => {
  const { person, challenge, mail } = await prepare();
  for (let tries = 0; tries < 5; tries += 1)
    expect(codes(await continueLogin(world, challenge, 'BBBBBBBB'))).toEqual(['CODE_INVALID']);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['CHALLENGE_INVALID']);
  const { data } = await startLogin(world, person);
  expect(codes(await continueLogin(world, data.startLogin.next.challenge, mail.code))).toEqual([]);
});

test('rejects the code of another account, and the link of another account', async () => {
  const [mine, other] = [await prepare(), await prepare()];
  expect(codes(await continueLogin(world, mine.challenge, other.mail.code))).toEqual(['CODE_INVALID']);
  const byLink = await continueLogin(world, mine.challenge, other.mail.token);
  expect(reasonsOf(byLink)).toEqual(['LINK_INVALID OTHER_ACCOUNT']);
  expect(await sessionsOf(mine.person)).toEqual([]);
  // The link still works for its owner.
  expect(codes(await continueLogin(world, other.challenge, other.mail.token))).toEqual([]);
});

test('withholds the mails of further logins, which take the code of the first mail', async () => {
  const { person, mail } = await prepare();
  const { data } = await startLogin(world, person);
  expect(await mailsTo(world, person.email)).toHaveLength(1);
  expect(codes(await continueLogin(world, data.startLogin.next.challenge, mail.code))).toEqual([]);
});

test('accepts the proof of an email that was verified meanwhile in another login', async () => {
  const { person, challenge, mail } = await prepare();
  const other = (await startLogin(world, person)).data.startLogin.next.challenge;
  const { data } = await continueLogin(world, other, mail.code);
  const { accessToken } = data.continueLogin.tokens;
  expect(codes(await verifyEmail(world, { token: mail.token }, accessToken))).toEqual([]);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual([]);
  expect(await sessionsOf(person)).toHaveLength(2);
});

test('rejects an expired challenge', async () => {
  const { challenge, mail } = await prepare();
  await world.sql('update login_challenges set expires_at = now() where id = $1', [challenge.split('.')[0]]);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['CHALLENGE_INVALID']);
});

test('an expired link says so, and leaves the challenge to the code of a new mail', async () => {
  const { person, challenge, mail } = await prepare();
  await world.sql('update one_time_secrets set expires_at = now() where user_id = $1', [person.id]);
  expect(reasonsOf(await continueLogin(world, challenge, mail.token))).toEqual(['LINK_INVALID EXPIRED']);
  await forgetLimits(world);
  const { data } = await startLogin(world, person);
  const { code } = await mailedTo(world, person.email);
  expect(codes(await continueLogin(world, data.startLogin.next.challenge, code))).toEqual([]);
});

test('rejects a challenge from before a change of credentials', async () => {
  const { person, challenge, mail } = await prepare();
  await credentialsChanged(ctx(), { userId: Number(person.id), reason: 'password-change' });
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['CHALLENGE_INVALID']);
  const { data } = await startLogin(world, person);
  // The link in the earlier mail is dead too.
  const late = await continueLogin(world, data.startLogin.next.challenge, mail.token);
  expect(reasonsOf(late)).toEqual(['LINK_INVALID INVALID']);
});

test('rejects the challenge of a disabled account, also after the account is enabled again', async () => {
  const { person, challenge, mail } = await prepare();
  await setActive(ctx(), accountOf(person), false);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['CHALLENGE_INVALID']);
  await setActive(ctx(), accountOf(person), true);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['CHALLENGE_INVALID']);
});

test('rejects the proof of an email that has changed, and opens nothing', async () => {
  const { person, challenge, mail } = await prepare();
  await world.sql("update users set email = 'new-' || email where id = $1", [person.id]);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['CODE_INVALID']);
  expect(reasonsOf(await continueLogin(world, challenge, mail.token))).toEqual(['LINK_INVALID INVALID']);
  expect(await sessionsOf(person)).toEqual([]);
});

test('startLogin opens the session at once if nothing more is asked', async () => {
  const { person, challenge, mail } = await prepare();
  await continueLogin(world, challenge, mail.code);
  const { data } = await startLogin(world, person);
  expect(data.startLogin).toMatchObject({ next: null, tokens: { user: { id: person.id } } });
});

test('purges challenges a day after their end, and no others', async () => {
  const [old, fresh] = [await prepare(), await prepare()];
  const [id] = old.challenge.split('.');
  await world.sql("update login_challenges set expires_at = now() - interval '25 hours' where id = $1", [id]);
  await purgeChallenges(world.app);
  expect(await world.sql('select id from login_challenges where id = $1', [id])).toEqual([]);
  expect(codes(await continueLogin(world, fresh.challenge, fresh.mail.code))).toEqual([]);
});

test('exports the unfinished logins of an account, without their secret', async () => {
  const { person } = await prepare();
  const exported = await challengeData.export(ctx(), accountOf(person));
  const login = { methods: ['pwd'], asks: 'EMAIL_VERIFICATION', createdAt: expect.anything() };
  expect(exported).toEqual({ unfinishedLogins: [login] });
});

test('a session that cannot be stored leaves challenge, code and email as they were', async () => {
  const { person, challenge, mail } = await prepare();
  await world.sql(`
    create function fail() returns trigger language plpgsql as $$ begin raise exception 'full'; end $$;
    create trigger fail before insert on sessions for each row execute function fail()`);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['INTERNAL_SERVER_ERROR']);
  await world.sql('drop function fail cascade');
  const [row] = await world.sql('select email_verified_at from users where id = $1', [person.id]);
  expect(row).toEqual({ email_verified_at: null });
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual([]);
});

test('keeps challenge, link and code out of the log and out of the database', async () => {
  const { challenge, mail } = await prepare();
  await continueLogin(world, challenge, mail.code);
  const text = (await dump(world)) + world.log.join('');
  const [id = '', secret = ''] = challenge.split('.');
  expect(text).toContain(id);
  for (const hidden of [secret, mail.token, mail.code]) expect(text).not.toContain(hidden);
});

test('an account keeps its five newest challenges, and all that are younger than five minutes', async () => {
  const [{ person, challenge, mail }, other] = [await prepare(), await prepare()];
  const later: string[] = [];
  const beginAgain = async () => later.push((await startLogin(world, person)).data.startLogin.next.challenge);
  for (let time = 0; time < 6; time += 1) await beginAgain();
  const count = async () =>
    (await world.sql('select 1 from login_challenges where user_id = $1', [person.id])).length;
  // An attacker who knows the password must not end the login that its owner has just begun.
  expect(await count()).toBe(7);
  expect(codes(await continueLogin(world, challenge, 'BBBBBBBB'))).toEqual(['CODE_INVALID']);
  await world.sql("update login_challenges set created_at = created_at - interval '6 minutes'");
  await beginAgain();
  expect(await count()).toBe(5);
  expect(codes(await continueLogin(world, challenge, mail.code))).toEqual(['CHALLENGE_INVALID']);
  expect(codes(await continueLogin(world, later[1] ?? '', mail.code))).toEqual(['CHALLENGE_INVALID']);
  expect(codes(await continueLogin(world, later[2] ?? '', mail.code))).toEqual([]);
  expect(codes(await continueLogin(world, other.challenge, other.mail.code))).toEqual([]);
});
