import { systemContext } from '../../src/feature/context.ts';
import { credentialsChanged } from '../../src/feature/credentials.ts';
import { setActive } from '../../src/sessions/set-active.ts';
import { confirmationData } from '../../src/step-up/confirmation-data.ts';
import { purgeConfirmations } from '../../src/step-up/forget-confirmations.ts';
import { codes, type Person } from '../support/client.ts';
import {
  challengeFor,
  confirmIdentity,
  confirmWithPassword,
  startConfirmation,
} from '../support/confirmation.ts';
import { until } from '../support/left-behind.ts';
import { mailsTo } from '../support/mailed.ts';
import { change, strong } from '../support/passwords.ts';
import { ageSession } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { dump, eventsOf, forgetLimits } from '../support/verification.ts';
import { World } from '../support/world.ts';
import { sensitive, withSensitive } from './sensitive.ts';

const world = await World.start({ features: withSensitive });
afterAll(() => world.stop());

/** A session whose proof of identity is too old. */
async function prepare(person?: Person & { id: string }) {
  const owner = person ?? (await world.addPerson());
  const tokens = await world.openSession(owner);
  await ageSession(world, tokens.accessToken);
  const challenge = await challengeFor(world, tokens.accessToken);
  const confirm = (input: object = {}, token = tokens.accessToken) =>
    confirmIdentity(world, { challenge, password: owner.password, ...input }, token);
  return { owner, ...tokens, challenge, confirm };
}

const rowOf = async (token: string) => {
  const text = `select methods, level, generation, secret_hash, rotated_at, idle_expires_at,
    now() - authenticated_at < interval '1 minute' as "isRecent" from sessions where id = $1`;
  return (await world.sql(text, [decodeJwt(token).sid]))[0];
};

const accountOf = (owner: { id: string; username: string; email: string }) => ({
  ...owner,
  id: Number(owner.id),
  isActive: true,
  emailVerified: false,
});

const ctx = () => systemContext(world.app, 'cli:test');

test('offers the password, without a mail', async () => {
  const { owner, accessToken } = await prepare();
  const { data } = await startConfirmation(world, accessToken);
  expect(data.startConfirmation).toEqual({
    challenge: expect.any(String),
    methods: ['PASSWORD'],
    expiresIn: 600,
  });
  expect(await mailsTo(world, owner.email)).toEqual([]);
});

test('five operations that were rejected together succeed after one confirmation', async () => {
  const { accessToken, confirm } = await prepare();
  const rejected = await Promise.all(Array.from({ length: 5 }, () => sensitive(world, accessToken)));
  expect(rejected.flatMap(codes)).toEqual(Array(5).fill('REAUTHENTICATION_REQUIRED'));
  const { data } = await confirm();
  // Operations with the old access token succeed too, since the service checks the row.
  for (const token of [accessToken, data.confirmIdentity.accessToken]) {
    const repeated = await Promise.all(Array.from({ length: 5 }, () => sensitive(world, token)));
    expect(repeated.flatMap(codes)).toEqual([]);
  }
});

test('renews the proof of the session, and leaves its refresh token as it is', async () => {
  const { owner, accessToken, refreshToken, confirm } = await prepare();
  const before = await rowOf(accessToken);
  expect(before).toMatchObject({ isRecent: false });
  const { data, headers } = await confirm();
  const token = data.confirmIdentity;
  expect(token).toMatchObject({ refreshToken: null, tokenType: 'bearer', expiresIn: 86_400 });
  expect(token.user).toEqual({ id: owner.id, username: owner.username, email: owner.email });
  expect(Math.abs(token.refreshExpiresIn - 30 * 86_400)).toBeLessThan(60);
  expect(headers.get('set-cookie')).toBeNull();
  expect(await rowOf(accessToken)).toEqual({ ...before, isRecent: true });
  expect(decodeJwt(token.accessToken).sid).toBe(decodeJwt(accessToken).sid);
  expect(codes(await world.refresh(refreshToken))).toEqual([]);
});

test('the claims say when and how the user proved their identity, and survive a refresh', async () => {
  const { accessToken, refreshToken, confirm } = await prepare();
  const old = decodeJwt((await world.refresh(refreshToken)).data.refresh.accessToken);
  expect(old.auth_time).toBeLessThanOrEqual(old.iat - 660);
  const fresh = decodeJwt((await confirm()).data.confirmIdentity.accessToken);
  expect(fresh).toMatchObject({ auth_time: fresh.iat, amr: ['pwd'], acr: 'urn:auth-service:1' });
  await world.sql("update sessions set methods = '{pwd,email}', level = 2 where id = $1", [fresh.sid]);
  await ageSession(world, accessToken, '3 minutes');
  const { data } = await world.refresh(refreshToken);
  const later = decodeJwt(data.refresh.accessToken);
  expect(later).toMatchObject({ amr: ['pwd', 'email', 'mfa'], acr: 'urn:auth-service:2' });
  expect(later.iat - later.auth_time).toBeGreaterThanOrEqual(179);
});

test('a proof from a feature that has been switched off no longer counts', async () => {
  const { accessToken, confirm } = await prepare();
  await world.sql("update sessions set methods = '{pwd,retired}', level = 2 where id = $1", [
    decodeJwt(accessToken).sid,
  ]);
  const { data } = await confirm();
  expect(decodeJwt(data.confirmIdentity.accessToken)).toMatchObject({
    amr: ['pwd'],
    acr: 'urn:auth-service:1',
  });
});

test('another session of the same account cannot use the challenge, and is not confirmed', async () => {
  const mine = await prepare();
  const other = await prepare(mine.owner);
  world.log.length = 0;
  expect(codes(await mine.confirm({}, other.accessToken))).toEqual(['CHALLENGE_INVALID']);
  expect(eventsOf(world)).toEqual(['identity.confirmation-refused other-session']);
  expect(codes(await mine.confirm())).toEqual([]);
  expect(codes(await sensitive(world, mine.accessToken))).toEqual([]);
  expect(codes(await sensitive(world, other.accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
});

test('another account cannot use the challenge, not even with the password of its owner', async () => {
  const [mine, other] = [await prepare(), await prepare()];
  expect(codes(await mine.confirm({}, other.accessToken))).toEqual(['CHALLENGE_INVALID']);
  expect(codes(await mine.confirm({ password: other.owner.password }, other.accessToken))).toEqual([
    'CHALLENGE_INVALID',
  ]);
  expect(codes(await mine.confirm())).toEqual([]);
});

test('a challenge works once', async () => {
  const { accessToken, confirm } = await prepare();
  expect(codes(await confirm())).toEqual([]);
  await ageSession(world, accessToken);
  world.log.length = 0;
  expect(codes(await confirm())).toEqual(['CHALLENGE_INVALID']);
  expect(eventsOf(world)).toContain('identity.confirmation-refused used');
  expect(codes(await sensitive(world, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
});

test('of 20 racing confirmations with one challenge, one succeeds', async () => {
  const { owner, confirm } = await prepare();
  world.log.length = 0;
  const answers = await Promise.all(Array.from({ length: 20 }, () => confirm()));
  expect(answers.filter(({ data }) => data).length).toBe(1);
  const refusals = answers.flatMap(codes);
  expect(refusals.filter((code) => code === 'CHALLENGE_INVALID')).toHaveLength(19);
  expect(eventsOf(world).filter((event) => event.startsWith('identity.confirmed'))).toEqual([
    'identity.confirmed pwd',
  ]);
  const [row] = await world.sql('select tries from confirmations where user_id = $1', [owner.id]);
  expect(row).toEqual({ tries: 5 });
});

test('an expired challenge is rejected', async () => {
  const { challenge, confirm } = await prepare();
  await world.sql('update confirmations set expires_at = now() where id = $1', [challenge]);
  world.log.length = 0;
  expect(codes(await confirm())).toEqual(['CHALLENGE_INVALID']);
  expect(eventsOf(world)).toEqual(['identity.confirmation-refused expired']);
});

test('a wrong password names its field, and five tries end the challenge', async () => {
  const { accessToken, confirm } = await prepare();
  world.log.length = 0;
  const wrong = await confirm({ password: 'a wrong guess' });
  expect(wrong.errors?.[0]?.extensions).toEqual({
    code: 'INVALID_CREDENTIALS',
    fields: [
      { path: ['input', 'password'], reason: 'WRONG', message: 'This is not the password of your account.' },
    ],
  });
  expect(eventsOf(world)).toEqual([
    'password.rejected wrong-password',
    'identity.confirmation-refused wrong-proof',
  ]);
  for (let tries = 2; tries <= 5; tries += 1) await confirm({ password: 'a wrong guess' });
  expect(codes(await confirm())).toEqual(['CHALLENGE_INVALID']);
  expect(eventsOf(world).at(-1)).toBe('identity.confirmation-refused tries');
  expect(codes(await sensitive(world, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
});

test('wrong passwords count together with failed logins, so that a stolen session allows no additional guesses', async () => {
  await forgetLimits(world);
  const { owner, accessToken } = await prepare();
  const guess = { challenge: '', password: 'a wrong guess' };
  for (let tries = 1; tries <= 10; tries += 1) {
    if (tries % 2)
      expect(codes(await world.logIn({ ...owner, password: 'a wrong guess' }))).toEqual([
        'INVALID_CREDENTIALS',
      ]);
    else {
      guess.challenge = await challengeFor(world, accessToken);
      expect(codes(await confirmIdentity(world, guess, accessToken))).toEqual(['INVALID_CREDENTIALS']);
    }
  }
  const challenge = await challengeFor(world, accessToken);
  const { errors } = await confirmIdentity(world, { challenge, password: owner.password }, accessToken);
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'RATE_LIMITED',
    retryAfterSeconds: expect.any(Number),
  });
  expect(codes(await world.logIn(owner))).toEqual(['RATE_LIMITED']);
  // A rate-limited attempt uses up no try of the challenge.
  const retry = () => confirmIdentity(world, { challenge, password: owner.password }, accessToken);
  for (let time = 0; time < 5; time += 1) expect(codes(await retry())).toEqual(['RATE_LIMITED']);
  await forgetLimits(world);
  await until('the end of the refusals', async () => codes(await retry()).length === 0);
});

test('in cookie mode, the cookie stays as it is', async () => {
  const other = await World.start({ features: withSensitive, env: { REFRESH_TOKEN_COOKIE: 'true' } });
  const owner = await other.addPerson();
  const login = await other.logIn(owner);
  const { accessToken: token } = login.data.login;
  await ageSession(other, token);
  const challenge = await challengeFor(other, token);
  const { data, headers } = await confirmIdentity(other, { challenge, password: owner.password }, token);
  expect(data.confirmIdentity.refreshToken).toBeNull();
  expect(headers.get('set-cookie')).toBeNull();
  const [cookie = ''] = login.headers.get('set-cookie')?.split('; ') ?? [];
  const refreshed = await other.ask('mutation { refresh { accessToken } }', {}, { headers: { cookie } });
  const { auth_time: time, iat } = decodeJwt(refreshed.data.refresh.accessToken);
  expect(iat - time).toBeLessThan(60);
  await other.stop();
});

test.each([
  ['no proof', { password: null }, 'password REQUIRED'],
  ['two proofs', { emailCode: 'BCDFGHJK' }, 'emailCode ONLY_ONE'],
  ['a proof that is not offered', { password: null, emailCode: 'BCDFGHJK' }, 'emailCode NOT_ACCEPTED'],
])('rejects %s', async (_what, input, problem) => {
  const { accessToken, confirm } = await prepare();
  const { errors } = await confirm(input);
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  const fields = errors?.[0]?.extensions.fields as { path: string[]; reason: string }[];
  expect(fields.map(({ path, reason }) => `${path.at(-1)} ${reason}`)).toEqual([problem]);
  expect(codes(await sensitive(world, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
});

test.each([
  ['nothing', ''],
  ['no UUID', 'x'],
  ['an unknown id', '0199a0a0-0000-7000-8000-000000000000'],
  ['NUL', '\u0000'],
])('rejects a challenge that is %s', async (_what, challenge) => {
  const { confirm } = await prepare();
  world.log.length = 0;
  expect(codes(await confirm({ challenge }))).toEqual(['CHALLENGE_INVALID']);
  expect(eventsOf(world)).toEqual(['identity.confirmation-refused unknown']);
});

test('a logged-out session, a disabled account and an anonymous caller get UNAUTHENTICATED', async () => {
  const [ended, disabled] = [await prepare(), await prepare()];
  await world.logOut(null, ended.accessToken);
  await setActive(ctx(), accountOf(disabled.owner), false);
  for (const { confirm, accessToken } of [ended, disabled]) {
    expect(codes(await confirm())).toEqual(['UNAUTHENTICATED']);
    expect(codes(await startConfirmation(world, accessToken))).toEqual(['UNAUTHENTICATED']);
  }
  expect(codes(await startConfirmation(world))).toEqual(['UNAUTHENTICATED']);
});

test.each([
  ['the session ends', 'update sessions set revoked_at = now() where id = $1'],
  [
    'the account is disabled',
    'update users set is_active = false where id = (select user_id from sessions where id = $1)',
  ],
])('renews nothing if %s while the password is compared', async (_what, statement) => {
  const { owner, accessToken, challenge, confirm } = await prepare();
  // Changes the row after the look-up of the caller: the trigger runs when the service counts the try.
  await world.sql(`
    create function interfere() returns trigger language plpgsql security definer as $$ begin
      ${statement.replace('$1', 'new.session_id')}; return new; end $$`);
  await world.sql(
    'create trigger interfere before update of tries on confirmations for each row execute function interfere()',
  );
  const answer = await confirm();
  await world.sql('drop function interfere cascade');
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' });
  expect(await rowOf(accessToken)).toMatchObject({ isRecent: false });
  const [row] = await world.sql('select used_at from confirmations where id = $1', [challenge]);
  expect([owner.id, row]).toEqual([owner.id, { used_at: null }]);
});

test('a change of credentials ends the challenges of all sessions', async () => {
  const { owner, challenge, confirm } = await prepare();
  await credentialsChanged(ctx(), { userId: Number(owner.id), reason: 'password-change' });
  expect(await world.sql('select from confirmations where id = $1', [challenge])).toEqual([]);
  expect(codes(await confirm())).toEqual(['UNAUTHENTICATED']);
});

test('a confirmation that races with a change of the password leaves no recent session behind', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { owner, accessToken, confirm } = await prepare();
    const [, changed] = await Promise.all([confirm(), change(world, accessToken, owner.password, strong)]);
    expect(codes(changed)).toEqual([]);
    expect(codes(await sensitive(world, accessToken))).toEqual(['UNAUTHENTICATED']);
  }
});

test('a refresh that races with a confirmation loses neither the rotation nor the proof', async () => {
  const { accessToken, refreshToken, confirm } = await prepare();
  const [refreshed, confirmed] = await Promise.all([world.refresh(refreshToken), confirm()]);
  expect([...codes(refreshed), ...codes(confirmed)]).toEqual([]);
  expect(await rowOf(accessToken)).toMatchObject({ generation: 1, isRecent: true });
  expect(codes(await world.refresh(refreshed.data.refresh.refreshToken))).toEqual([]);
});

test('a session keeps its five newest challenges', async () => {
  const { accessToken, owner, confirm } = await prepare();
  for (let time = 0; time < 5; time += 1) await challengeFor(world, accessToken);
  const rows = await world.sql('select from confirmations where user_id = $1', [owner.id]);
  expect(rows).toHaveLength(5);
  expect(codes(await confirm())).toEqual(['CHALLENGE_INVALID']);
});

test('an operation may contain only one confirmation', async () => {
  const { accessToken } = await prepare();
  const query = 'mutation { a: startConfirmation { challenge } b: startConfirmation { challenge } }';
  expect((await world.ask(query, {}, { token: accessToken })).data).toBeUndefined();
});

test('keeps the password out of the log and the tables, and the events name the session', async () => {
  const { owner, accessToken, confirm } = await prepare();
  world.log.length = 0;
  await confirm();
  const text = (await dump(world)) + world.log.join('');
  expect(text).not.toContain(owner.password);
  const events = world.log.flatMap((line) => JSON.parse(line).event ?? []);
  expect(events).toEqual([
    {
      type: 'identity.confirmed',
      outcome: 'success',
      userId: Number(owner.id),
      sessionId: decodeJwt(accessToken).sid,
      reason: 'pwd',
      actor: `user:${owner.id}`,
    },
  ]);
});

test('exports the confirmations of an account, and deletes them a day after they expired', async () => {
  const { owner, accessToken, challenge } = await prepare();
  expect(await confirmationData.export(ctx(), accountOf(owner))).toEqual({
    confirmations: [{ sessionId: decodeJwt(accessToken).sid, createdAt: expect.anything(), usedAt: null }],
  });
  const left = () => world.sql('select from confirmations where id = $1', [challenge]);
  await world.sql("update confirmations set expires_at = now() - interval '23 hours'");
  await purgeConfirmations(world.app);
  expect(await left()).toHaveLength(1);
  await world.sql("update confirmations set expires_at = now() - interval '25 hours' where id = $1", [
    challenge,
  ]);
  await purgeConfirmations(world.app);
  expect(await left()).toEqual([]);
});

test('a client confirms in two operations', async () => {
  const { owner, accessToken } = await prepare();
  const token = await confirmWithPassword(world, accessToken, owner.password);
  expect(codes(await sensitive(world, token))).toEqual([]);
});
