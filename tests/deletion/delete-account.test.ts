import { purgeAccounts } from '../../src/deletion/purge-accounts.ts';
import { codes } from '../support/client.ts';
import { closePerson, deleteAccount, stateOf } from '../support/deletion.ts';
import { changeEmail, undoEmailChange } from '../support/identifiers.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { ageSession } from '../support/time.ts';
import { eventsOf, forgetLimits, reasonsOf, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { REFRESH_REUSE_WINDOW: '0s' } });
afterAll(() => world.stop());
beforeEach(() => forgetLimits(world));

const day = 86_400_000;
const entity = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User {
  id username email isActive emailVerified emailStatus } } }`;

test('closes the account at once, and names the day of its deletion', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  world.log.length = 0;
  const { data } = await deleteAccount(world, accessToken);
  const { dueAt } = data.deleteAccount;
  expect(Math.abs(Date.parse(dueAt) - Date.now() - 14 * day)).toBeLessThan(day / 24);
  expect(dueAt).toMatch(/Z$/);
  expect(await stateOf(world, person)).toEqual({ isActive: false, isClosing: true, isDeleted: false });
  expect(eventsOf(world)).toEqual(['account.closing owner', 'session.revoked account-closing']);
});

test('a closing account counts as disabled: at logins, refreshes, requests and references', async () => {
  const person = await world.addPerson();
  const [one, other] = [await world.openSession(person), await world.openSession(person)];
  await deleteAccount(world, one.accessToken);
  for (const { accessToken, refreshToken } of [one, other]) {
    expect((await world.me(accessToken)).errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' } },
    ]);
    expect(codes(await world.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  }
  expect(codes(await world.logIn(person))).toEqual(['FURTHER_PROOF_REQUIRED']);
  const { data } = await world.ask(entity, { id: person.id });
  expect(data._entities).toEqual([
    {
      id: person.id,
      username: person.username,
      email: null,
      isActive: false,
      emailVerified: null,
      emailStatus: null,
    },
  ]);
});

test('mails a link that restores the account, with the day, in the language of the account', async () => {
  const person = await world.addPerson();
  await world.sql(`update users set locale = 'de' where id = $1`, [person.id]);
  const { accessToken } = await world.openSession(person);
  const { data } = await deleteAccount(world, accessToken);
  const year = new Date(data.deleteAccount.dueAt).getUTCFullYear();
  const [mail, ...others] = await mailsTo(world, person.email);
  expect(others).toEqual([]);
  expect(mail).toMatchObject({
    kind: 'account-closing',
    locale: 'de',
    facts: { username: person.username, time: expect.stringContaining(`${year} um `) },
    token: expect.stringMatching(/^[\w-]{64}$/),
  });
});

test('needs a recent proof of identity', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  expect(codes(await deleteAccount(world))).toEqual(['UNAUTHENTICATED']);
  await ageSession(world, accessToken);
  expect(codes(await deleteAccount(world, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
  expect(await stateOf(world, person)).toEqual({ isActive: true, isClosing: false, isDeleted: false });
  expect(await mailsTo(world, person.email)).toEqual([]);
});

test('links and logins from before the deletion die with it', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  await world.ask(`mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }`, {
    e: person.email,
  });
  const { token } = await mailedTo(world, person.email, 'reset-password');
  await world.sql(
    `insert into login_challenges (id, secret_hash, user_id, methods, asks, expires_at)
     values (gen_random_uuid(), '', $1, '{pwd}', 'EMAIL_VERIFICATION', now() + interval '1 minute')`,
    [person.id],
  );
  await deleteAccount(world, accessToken);
  const reset = await world.ask(
    `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }`,
    { input: { token, newPassword: 'the colour of the sea at dawn' } },
  );
  expect(reasonsOf(reset)).toEqual(['LINK_INVALID INVALID']);
  const challenges = await world.sql('select 1 from login_challenges where user_id = $1', [person.id]);
  expect(challenges).toEqual([]);
});

test('a wrong password gets the same answer for a closing account as for every other', async () => {
  const { person } = await closePerson(world);
  const active = await world.addPerson();
  const answers = [];
  for (const { username } of [person, active, { username: 'nobody-has-this-name' }]) {
    const wrong = { username, password: 'a wrong guess' };
    for (const { data, errors, status } of [await world.logIn(wrong), await startLogin(world, wrong)])
      answers.push({
        status,
        data,
        errors: errors?.map(({ message, extensions }) => [message, extensions.code]),
      });
  }
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.errors?.[0]?.[1]).toBe('INVALID_CREDENTIALS');
});

test('the identifiers of a closing account stay taken', async () => {
  const { username, email, password } = (await closePerson(world)).person;
  const sameName = { username: username.toUpperCase(), email: `other-${email}`, password };
  const sameEmail = { username: `other-${username}`.slice(0, 32), email, password };
  expect(codes(await world.signUp(sameName))).toEqual(['USERNAME_TAKEN']);
  expect(codes(await world.signUp(sameEmail))).toEqual(['EMAIL_TAKEN']);
});

test('a request for a new password gets the link that restores the account, and the usual answer', async () => {
  const { person, link } = await closePerson(world);
  const active = await world.addPerson();
  world.log.length = 0;
  const ask = (email: string) =>
    world.ask(`mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow expiresIn } }`, {
      e: email,
    });
  const [closing, usual] = [await ask(person.email), await ask(active.email)];
  const isFlow = expect.stringMatching(/^[0-9a-f-]{36}$/);
  const { expiresIn } = usual.data.requestPasswordReset;
  expect(closing.data).toEqual({ requestPasswordReset: { flow: isFlow, expiresIn } });
  const mails = await mailsTo(world, person.email);
  expect(mails.map(({ kind, token }) => [kind, token])).toEqual([
    ['account-closing', link],
    ['account-closing', link],
  ]);
  expect(mails[0]?.facts).toEqual(mails[1]?.facts);
});

test('limits deletions of one account', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  let last = await deleteAccount(world, accessToken);
  for (let call = 1; call <= 20 && !codes(last).includes('RATE_LIMITED'); call += 1) {
    await world.sql('update users set is_active = true where id = $1', [person.id]);
    await world.sql('delete from account_closings where user_id = $1', [person.id]);
    const { accessToken: next } = await world.openSession(person);
    last = await deleteAccount(world, next);
  }
  expect(codes(last)).toEqual(['RATE_LIMITED']);
  expect(await stateOf(world, person)).toEqual({ isActive: true, isClosing: false, isDeleted: false });
  expect((await mailsTo(world, person.email)).length).toBe(10);
});

describe('with ACCOUNT_DELETION_DELAY=0s', () => {
  const delay = { ACCOUNT_DELETION_DELAY: '0s' };

  test('deletes the account at once', async () => {
    const hasty = await World.start({ database: world.database, env: delay });
    try {
      const person = await hasty.addPerson();
      const { accessToken, refreshToken } = await hasty.openSession(person);
      hasty.log.length = 0;
      const { data } = await deleteAccount(hasty, accessToken);
      expect(Date.parse(data.deleteAccount.dueAt)).toBeLessThanOrEqual(Date.now() + 60_000);
      expect(await stateOf(world, person)).toEqual({ isActive: null, isClosing: false, isDeleted: true });
      expect(eventsOf(hasty)).toEqual(['account.deleted']);
      expect((await mailsTo(world, person.email)).map(({ kind }) => kind)).toEqual(['account-deleted']);
      expect(codes(await hasty.me(accessToken))).toEqual(['UNAUTHENTICATED']);
      expect(codes(await hasty.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
      expect(codes(await hasty.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
    } finally {
      await hasty.stop();
    }
  });
});

test('a deletion clears the cookie of the session', async () => {
  const browser = await World.start({ database: world.database, env: { REFRESH_TOKEN_COOKIE: 'true' } });
  try {
    const person = await browser.addPerson();
    const { accessToken } = (await browser.logIn(person)).data.login;
    const { headers } = await deleteAccount(browser, accessToken);
    expect(headers.get('set-cookie')).toMatch(/^__Host-refresh_token=; Max-Age=0;/);
  } finally {
    await browser.stop();
  }
});

test('without a delay too, an account stays as long as an old mailbox can undo a change of the email', async () => {
  const hasty = await World.start({ env: { ACCOUNT_DELETION_DELAY: '0s' } });
  const { owner, freshToken, undo } = await changeEmail(hasty);
  const { data } = await deleteAccount(hasty, freshToken);
  const days = (Date.parse(data.deleteAccount.dueAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThan(7.1);
  expect(await purgeAccounts(hasty.app)).toBe(0);
  expect(codes(await undoEmailChange(hasty, undo))).toEqual([]);
  expect(await stateOf(hasty, owner)).toEqual({ isActive: true, isClosing: false, isDeleted: false });
  await hasty.stop();
});
