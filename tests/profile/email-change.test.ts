import { setTimeout as sleep } from 'node:timers/promises';
import { codes, makePerson } from '../support/client.ts';
import {
  addVerified,
  cancelEmailChange,
  changeEmail,
  confirmEmailChange,
  requestChange,
  requestEmailChange,
  rowOf,
  undoEmailChange,
} from '../support/identifiers.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { mailReset, reset } from '../support/passwords.ts';
import { ageSession } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { eventsOf, forgetLimits, reasonsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());

test('mails a proof to the new mailbox and a notice to the old one, and the proof changes the email', async () => {
  const { owner, accessToken, newEmail, mail, notice } = await requestChange(world);
  expect(mail).toMatchObject({ recipient: newEmail, facts: {} });
  expect(notice.facts).toEqual({
    username: owner.username,
    email: `${newEmail[0]}•••@example.com`,
    canUndo: 'yes',
  });
  expect((await rowOf(world, owner)).email).toBe(owner.email);
  const other = await world.openSession(owner);
  const answer = await confirmEmailChange(world, { token: mail.token }, accessToken);
  const { accessToken: fresh, user } = answer.data.confirmEmailChange;
  expect(user).toEqual({ id: owner.id, email: newEmail, emailVerified: true });
  for (const ended of [accessToken, other.accessToken])
    expect((await world.me(ended)).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
  expect((await world.me(fresh)).data.me.email).toBe(newEmail);
  expect(codes(await world.logIn({ ...owner, username: newEmail }))).toEqual([]);
  expect(codes(await world.logIn({ ...owner, username: owner.email }))).toEqual(['INVALID_CREDENTIALS']);
});

test('flow and code prove the new mailbox too', async () => {
  const { accessToken, flow, mail } = await requestChange(world);
  const wrong = await confirmEmailChange(world, { flow, code: 'BBBBBBBB' }, accessToken);
  expect(codes(wrong)).toEqual(['CODE_INVALID']);
  expect(codes(await confirmEmailChange(world, { flow, code: mail.code }, accessToken))).toEqual([]);
});

test('afterwards, both mailboxes get a mail, and only the old one can undo the change', async () => {
  const { owner, newEmail, undo } = await changeEmail(world);
  const [old, fresh] = [await mailsTo(world, owner.email), await mailsTo(world, newEmail)];
  expect(old.map(({ kind }) => kind)).toEqual(['email-change-requested', 'email-change-undo']);
  expect(fresh.map(({ kind }) => kind)).toEqual(['confirm-email', 'email-change-done']);
  const { username } = owner;
  expect(old[1]?.facts).toMatchObject({ username, email: `${newEmail[0]}•••@example.com` });
  expect(fresh[1]?.facts).toMatchObject({ username, email: newEmail });
  expect((await undoEmailChange(world, undo)).data.undoEmailChange.email).toBe(owner.email);
});

test('the new session keeps the methods, the level and the age of the proof', async () => {
  const { accessToken, mail } = await requestChange(world);
  await ageSession(world, accessToken, '5 hours');
  const { data } = await confirmEmailChange(world, { token: mail.token }, accessToken);
  const [row] = await world.sql(
    `select methods, level, authenticated_at between now() - interval '301 minutes' and now() - interval '299 minutes' as "isOld"
     from sessions where id = $1`,
    [decodeJwt(data.confirmEmailChange.accessToken).sid],
  );
  expect(row).toEqual({ methods: ['pwd'], level: 1, isOld: true });
});

test('a request needs a recent proof, and an old one changes nothing', async () => {
  const owner = await addVerified(world);
  const { accessToken } = await world.openSession(owner);
  await ageSession(world, accessToken);
  const { email } = makePerson();
  expect(codes(await requestEmailChange(world, email, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
  expect([await mailsTo(world, email), await mailsTo(world, owner.email)]).toEqual([[], []]);
  expect(codes(await requestEmailChange(world, email))).toEqual(['UNAUTHENTICATED']);
});

test('rejects what is no email, and the email that the account has, in any spelling', async () => {
  const owner = await addVerified(world);
  const { accessToken } = await world.openSession(owner);
  const reasonFor = async (email: string) => {
    const { errors } = await requestEmailChange(world, email, accessToken);
    return (errors?.[0]?.extensions.fields as { reason: string }[])[0]?.reason;
  };
  expect(await reasonFor('no email')).toBe('INVALID_EMAIL');
  expect(await reasonFor(` ${owner.email.toUpperCase()} `)).toBe('UNCHANGED');
});

test('a new request replaces the pending one, whose link and code stop working', async () => {
  const owner = await addVerified(world);
  const first = await requestChange(world, { owner });
  const second = await requestChange(world, { owner });
  const late = await confirmEmailChange(world, { token: first.mail.token }, second.accessToken);
  expect(reasonsOf(late)).toEqual(['LINK_INVALID INVALID']);
  for (const flow of [first.flow, second.flow]) {
    const code = await confirmEmailChange(world, { flow, code: first.mail.code }, second.accessToken);
    expect(codes(code)).toEqual(['CODE_INVALID']);
  }
  const done = await confirmEmailChange(world, { token: second.mail.token }, second.accessToken);
  expect(done.data.confirmEmailChange.user.email).toBe(second.newEmail);
});

test('a request whose mail is withheld still replaces the pending change', async () => {
  const [owner, other] = [await addVerified(world), await addVerified(world)];
  const { newEmail } = await requestChange(world, { owner: other });
  const first = await requestChange(world, { owner });
  const { data } = await requestEmailChange(world, newEmail, first.accessToken);
  const { flow } = data.requestEmailChange;
  expect(await mailsTo(world, newEmail)).toHaveLength(1);
  expect(codes(await confirmEmailChange(world, { flow, code: first.mail.code }, first.accessToken))).toEqual([
    'CODE_INVALID',
  ]);
  await forgetLimits(world);
  // Each process also caches its own rejections for a second.
  await sleep(1_100);
  await requestEmailChange(world, newEmail, first.accessToken);
  const { code } = await mailedTo(world, newEmail, 'confirm-email');
  expect(codes(await confirmEmailChange(world, { flow, code }, first.accessToken))).toEqual([]);
});

test('a repeated request mails the same link again', async () => {
  const owner = await addVerified(world);
  const first = await requestChange(world, { owner });
  await forgetLimits(world);
  const second = await requestChange(world, { owner, newEmail: first.newEmail });
  expect([second.mail.token, second.notice.token]).toEqual([first.mail.token, first.notice.token]);
});

test('an account can request ten changes a day, so its mailbox gets a notice of every one', async () => {
  const owner = await addVerified(world);
  const { accessToken } = await world.openSession(owner);
  const found: string[] = [];
  for (let time = 0; time < 11; time += 1)
    found.push(...codes(await requestEmailChange(world, makePerson().email, accessToken)));
  expect(found).toEqual(['RATE_LIMITED']);
  expect(await mailsTo(world, owner.email)).toHaveLength(10);
});

test('an unverified email can be changed too, but not back, since its mailbox is not proved', async () => {
  const owner = await world.addPerson();
  const { accessToken, mail, notice } = await requestChange(world, { owner });
  expect(notice.facts.canUndo).toBe('');
  expect(codes(await confirmEmailChange(world, { token: mail.token }, accessToken))).toEqual([]);
  const kinds = (await mailsTo(world, owner.email)).map(({ kind }) => kind);
  expect(kinds).toEqual(['email-change-requested', 'email-change-done']);
  expect(codes(await world.signUp({ ...makePerson(), email: owner.email }))).toEqual([]);
});

test('a typo: the owner of the mistyped mailbox can do nothing with the mail', async () => {
  const owner = await addVerified(world);
  const stranger = await addVerified(world);
  const { accessToken, mail, flow, newEmail } = await requestChange(world, { owner });
  const { accessToken: foreign } = await world.openSession(stranger);
  expect(codes(await confirmEmailChange(world, { token: mail.token }))).toEqual(['UNAUTHENTICATED']);
  expect(reasonsOf(await confirmEmailChange(world, { token: mail.token }, foreign))).toEqual([
    'LINK_INVALID OTHER_ACCOUNT',
  ]);
  expect(codes(await confirmEmailChange(world, { flow, code: mail.code }, foreign))).toEqual([
    'CODE_INVALID',
  ]);
  expect(codes(await reset(world, { token: mail.token }))).toEqual(['LINK_INVALID']);
  expect(codes(await undoEmailChange(world, mail.token))).toEqual(['LINK_INVALID']);
  expect((await rowOf(world, owner)).email).toBe(owner.email);
  const right = makePerson().email;
  await requestEmailChange(world, right, accessToken);
  const { code } = await mailedTo(world, right, 'confirm-email');
  const again = await requestEmailChange(world, right, accessToken);
  const input = { flow: again.data.requestEmailChange.flow, code };
  expect((await confirmEmailChange(world, input, accessToken)).data.confirmEmailChange.user.email).toBe(
    right,
  );
  expect(await mailsTo(world, newEmail)).toHaveLength(1);
});

test('an email that was taken after the request is told only to the owner of the mailbox', async () => {
  const { owner, accessToken, mail, newEmail } = await requestChange(world);
  const winner = await world.signUp({ ...makePerson(), email: newEmail });
  expect(codes(winner)).toEqual([]);
  const answer = await confirmEmailChange(world, { token: mail.token }, accessToken);
  expect(codes(answer)).toEqual(['EMAIL_TAKEN']);
  expect((await world.me(accessToken)).data.me.email).toBe(owner.email);
  await world.sql('delete from users where id = $1', [winner.data.signup.id]);
  expect(codes(await confirmEmailChange(world, { token: mail.token }, accessToken))).toEqual([]);
});

test('a disabled account confirms and cancels nothing', async () => {
  const { owner, accessToken, mail, undo } = await changeEmail(world);
  await world.sql('update users set is_active = false where id = $1', [owner.id]);
  expect(codes(await confirmEmailChange(world, { token: mail.token }, accessToken))).toEqual([
    'UNAUTHENTICATED',
  ]);
  expect(reasonsOf(await undoEmailChange(world, undo))).toEqual(['LINK_INVALID INVALID']);
  await world.sql('update users set is_active = true where id = $1', [owner.id]);
  expect(codes(await undoEmailChange(world, undo))).toEqual([]);
});

test('a reset ends the pending change, and a change ends the pending reset', async () => {
  const first = await requestChange(world);
  const { token } = await mailReset(world, first.owner.email);
  expect(codes(await reset(world, { token }))).toEqual([]);
  const { accessToken } = (await world.logIn({ ...first.owner, password: 'gravel under seven boots' })).data
    .login;
  expect(reasonsOf(await confirmEmailChange(world, { token: first.mail.token }, accessToken))).toEqual([
    'LINK_INVALID INVALID',
  ]);
  const second = await requestChange(world);
  const { token: late } = await mailReset(world, second.owner.email);
  await confirmEmailChange(world, { token: second.mail.token }, second.accessToken);
  expect(reasonsOf(await reset(world, { token: late }))).toEqual(['LINK_INVALID INVALID']);
});

test('the old email is held for the account, which may take it back', async () => {
  const { owner, newEmail, freshToken } = await changeEmail(world);
  expect(codes(await world.signUp({ ...makePerson(), email: owner.email }))).toEqual(['EMAIL_TAKEN']);
  await forgetLimits(world);
  await requestEmailChange(world, owner.email, freshToken);
  const { token } = await mailedTo(world, owner.email, 'confirm-email');
  expect(codes(await confirmEmailChange(world, { token }, freshToken))).toEqual([]);
  expect(codes(await world.signUp({ ...makePerson(), email: newEmail }))).toEqual(['EMAIL_TAKEN']);
});

describe('a change that the old mailbox cannot undo', () => {
  test('the code of the old mailbox makes it final', async () => {
    const { owner, accessToken, flow, mail, notice } = await requestChange(world);
    const input = { flow, code: mail.code };
    const wrong = await confirmEmailChange(world, { ...input, oldCode: 'BBBBBBBB' }, accessToken);
    expect(codes(wrong)).toEqual(['CODE_INVALID']);
    const noFlow = await confirmEmailChange(world, { token: mail.token, oldCode: notice.code }, accessToken);
    expect(codes(noFlow)).toEqual(['BAD_USER_INPUT']);
    const right = await confirmEmailChange(world, { ...input, oldCode: notice.code }, accessToken);
    expect(codes(right)).toEqual([]);
    const kinds = (await mailsTo(world, owner.email)).map(({ kind }) => kind);
    expect(kinds).toEqual(['email-change-requested', 'email-change-done']);
  });

  test('so does a second factor', async () => {
    const { owner, accessToken, mail } = await requestChange(world);
    await world.sql('update sessions set level = 2 where id = $1', [decodeJwt(accessToken).sid]);
    expect(codes(await confirmEmailChange(world, { token: mail.token }, accessToken))).toEqual([]);
    expect((await mailedTo(world, owner.email)).kind).toBe('email-change-done');
  });

  test('the code of the old mailbox allows five tries in one flow', async () => {
    const { accessToken, flow, mail, notice } = await requestChange(world);
    const confirm = (oldCode: string) =>
      confirmEmailChange(world, { flow, code: mail.code, oldCode }, accessToken);
    for (let time = 0; time < 5; time += 1) await confirm('BBBBBBBB');
    expect(codes(await confirm(notice.code))).toEqual(['CODE_INVALID']);
  });
});

test('sets the new refresh token as a cookie', async () => {
  const withCookie = await World.start({ database: world.database, env: { REFRESH_TOKEN_COOKIE: 'true' } });
  const { owner, accessToken, mail } = await requestChange(world);
  const answer = await confirmEmailChange(withCookie, { token: mail.token }, accessToken);
  expect(answer.data.confirmEmailChange.refreshToken).toBeNull();
  const [cookie = ''] = answer.headers.get('set-cookie')?.split('; ') ?? [];
  const refreshed = await withCookie.ask('mutation { refresh { user { id } } }', {}, { headers: { cookie } });
  expect(refreshed.data.refresh.user.id).toBe(owner.id);
  await withCookie.stop();
});

test('without a mail server, says that the operation needs one', async () => {
  const without = await World.start({ database: world.database, env: { SMTP_URL: '', MAIL_FROM: '' } });
  const { accessToken } = await without.openSession(await world.addPerson());
  expect(codes(await requestEmailChange(without, makePerson().email, accessToken))).toEqual([
    'MAIL_NOT_CONFIGURED',
  ]);
  await without.stop();
});

test('records every step, without an email', async () => {
  const owner = await addVerified(world);
  world.log.length = 0;
  const cancelled = await requestChange(world, { owner });
  await cancelEmailChange(world, cancelled.notice.token);
  const { undo, newEmail } = await changeEmail(world, { owner });
  await undoEmailChange(world, undo);
  const found = eventsOf(world).filter((event) => event.startsWith('email.'));
  expect(found).toEqual([
    'email.change-requested',
    'email.change-cancelled',
    'email.change-requested',
    'email.changed owner',
    'email.change-undone',
  ]);
  expect(eventsOf(world)).toEqual(
    expect.arrayContaining(['session.revoked email-change', 'session.revoked email-change-undo']),
  );
  expect(world.log.join('')).not.toContain(newEmail);
  expect(world.log.join('')).not.toContain(owner.email);
});

test('the accounts that have an email in turn share ten requests a day', async () => {
  await forgetLimits(world);
  const { email } = makePerson();
  const found: string[][] = [];
  for (let time = 0; time < 11; time += 1) {
    const { accessToken, owner } = await signedIn();
    await world.sql('update users set email = $2 where id = $1', [owner.id, email]);
    found.push(codes(await requestEmailChange(world, makePerson().email, accessToken)));
    await world.sql('update users set email = $2 where id = $1', [owner.id, owner.email]);
  }
  expect(found.flat()).toEqual(['RATE_LIMITED']);
  expect(await mailsTo(world, email)).toHaveLength(10);
});

async function signedIn() {
  const owner = await world.addPerson();
  return { owner, accessToken: (await world.openSession(owner)).accessToken };
}
