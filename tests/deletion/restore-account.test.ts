import { systemContext } from '../../src/feature/context.ts';
import { setActive } from '../../src/sessions/set-active.ts';
import { codes, type Person } from '../support/client.ts';
import {
  beginRestoring,
  closePerson,
  deleteAccount,
  makeDue,
  restoreAccount,
  restoreByLogin,
  stateOf,
} from '../support/deletion.ts';
import { changeEmail, undoEmailChange } from '../support/identifiers.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { continueLogin, eventsOf, forgetLimits, reasonsOf, startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => forgetLimits(world));

const active = { isActive: true, isClosing: false, isDeleted: false };
const closing = { isActive: false, isClosing: true, isDeleted: false };
const ctx = () => systemContext(world.app, 'cli:test');
const accountOf = (person: Person & { id: string }) => ({
  ...person,
  id: Number(person.id),
  isActive: false,
  emailVerified: false,
});
const kindsTo = async ({ email }: Person) => (await mailsTo(world, email)).map(({ kind }) => kind);

describe('a login with the right password', () => {
  test('asks whether to restore the account, and opens a session only then', async () => {
    const { person } = await closePerson(world);
    world.log.length = 0;
    const { data } = await startLogin(world, person);
    expect(data.startLogin).toEqual({
      tokens: null,
      next: {
        challenge: expect.any(String),
        asks: 'RESTORE_ACCOUNT',
        methods: ['RESTORE'],
        expiresIn: 600,
      },
    });
    expect(await stateOf(world, person)).toEqual(closing);
    const step = (await restoreByLogin(world, data.startLogin.next.challenge)).data.continueLogin;
    expect(step).toMatchObject({ next: null, tokens: { user: { id: person.id, isActive: true } } });
    expect(await stateOf(world, person)).toEqual(active);
    expect((await world.me(step.tokens.accessToken)).data.me.id).toBe(person.id);
    expect(eventsOf(world)).toEqual([
      'login.challenged RESTORE_ACCOUNT',
      'account.restored login',
      'session.opened pwd',
    ]);
    expect(await kindsTo(person)).toEqual(['account-closing', 'account-restored']);
  });

  test('gets FURTHER_PROOF_REQUIRED from login, without a challenge', async () => {
    const { person } = await closePerson(world);
    expect((await world.logIn(person)).errors).toMatchObject([
      { extensions: { code: 'FURTHER_PROOF_REQUIRED', asks: 'RESTORE_ACCOUNT' } },
    ]);
    expect(await stateOf(world, person)).toEqual(closing);
  });

  test.each([
    [{}, ['challenge', 'REQUIRED']],
    [{ restore: false }, ['challenge', 'REQUIRED']],
    [{ emailCode: 'BCDFGHJK' }, ['restore', 'REQUIRED']],
    [{ emailCode: 'BCDFGHJK', restore: true }, ['restore', 'ONLY_ONE']],
  ])('the proof %j restores nothing', async (proof, [field, reason]) => {
    const { person } = await closePerson(world);
    const challenge = await beginRestoring(world, person);
    expect((await restoreByLogin(world, challenge, proof)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: ['input', field], reason }] } },
    ]);
    expect(await stateOf(world, person)).toEqual(closing);
  });

  test('restores an account whose email is not verified yet, then asks for that proof', async () => {
    const strict = await World.start({ database: world.database, env: { EMAIL_VERIFICATION: 'required' } });
    try {
      const { person } = await closePerson(world);
      const step = (await restoreByLogin(strict, await beginRestoring(strict, person))).data.continueLogin;
      expect(step).toMatchObject({ tokens: null, next: { asks: 'EMAIL_VERIFICATION' } });
      expect(await stateOf(world, person)).toEqual(active);
      expect(await kindsTo(person)).toEqual(['account-closing', 'account-restored', 'verify-email']);
    } finally {
      await strict.stop();
    }
  });

  test('restore: true answers no other challenge', async () => {
    const strict = await World.start({ database: world.database, env: { EMAIL_VERIFICATION: 'required' } });
    try {
      const person = await strict.addPerson();
      const { challenge } = (await startLogin(strict, person)).data.startLogin.next;
      expect((await restoreByLogin(strict, challenge)).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT', fields: [{ path: ['input', 'emailCode'] }] } },
      ]);
      expect(codes(await continueLogin(strict, challenge, 'BCDFGHJK'))).toEqual(['CODE_INVALID']);
    } finally {
      await strict.stop();
    }
  });
});

describe('the link from the mail', () => {
  test('restores the account once, and does not log in', async () => {
    const { person, link } = await closePerson(world);
    world.log.length = 0;
    expect((await restoreAccount(world, link)).data.restoreAccount).toEqual({ tokens: null, next: null });
    expect(await stateOf(world, person)).toEqual(active);
    expect(eventsOf(world)).toEqual(['account.restored link']);
    expect(
      await world.sql('select 1 from sessions where user_id = $1 and revoked_at is null', [person.id]),
    ).toEqual([]);
    expect(await kindsTo(person)).toEqual(['account-closing', 'account-restored']);
    expect(reasonsOf(await restoreAccount(world, link))).toEqual(['LINK_INVALID USED']);
    expect(codes(await world.logIn(person))).toEqual([]);
  });

  test('does not verify the email: a stranger may have chosen the password', async () => {
    const { person, link } = await closePerson(world);
    await restoreAccount(world, link);
    const [row] = await world.sql('select email_verified_at from users where id = $1', [person.id]);
    expect(row).toEqual({ email_verified_at: null });
  });

  test('is used up by a login that restores the account', async () => {
    const { person, link } = await closePerson(world);
    await restoreByLogin(world, await beginRestoring(world, person));
    expect(reasonsOf(await restoreAccount(world, link))).toEqual(['LINK_INVALID USED']);
  });

  test('of an earlier deletion does not cancel a later one', async () => {
    const { person, link } = await closePerson(world);
    const step = (await restoreByLogin(world, await beginRestoring(world, person))).data.continueLogin;
    await world.ask('mutation { deleteAccount { dueAt } }', {}, { token: step.tokens.accessToken });
    expect(reasonsOf(await restoreAccount(world, link))).toEqual(['LINK_INVALID USED']);
    expect(await stateOf(world, person)).toEqual(closing);
  });

  test.each(['', 'x', 'A'.repeat(64)])('the token %j is rejected', async (token) => {
    expect(reasonsOf(await restoreAccount(world, token))).toEqual(['LINK_INVALID INVALID']);
  });

  test('a link for another purpose does not restore', async () => {
    const { person } = await closePerson(world);
    const other = await world.addPerson();
    await world.ask(`mutation ($e: String!) { requestPasswordReset(input: { email: $e }) { flow } }`, {
      e: other.email,
    });
    const [mail] = await mailsTo(world, other.email);
    expect(reasonsOf(await restoreAccount(world, mail?.token ?? ''))).toEqual(['LINK_INVALID INVALID']);
    expect(await stateOf(world, person)).toEqual(closing);
  });

  test('still works after the due time, as long as the account is there', async () => {
    const { person, link } = await closePerson(world);
    await makeDue(world, person);
    expect(codes(await restoreAccount(world, link))).toEqual([]);
    expect(await stateOf(world, person)).toEqual(active);
  });
});

test('a thief changes the password and deletes the account: the link of the first notice wins it back', async () => {
  const person = await world.addPerson();
  const change = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }`;
  const input = { currentPassword: person.password, newPassword: 'what only the thief knows' };
  const { accessToken } = await world.openSession(person);
  const { data } = await world.ask(change, { input }, { token: accessToken });
  await deleteAccount(world, data.changePassword.accessToken);
  expect(await stateOf(world, person)).toEqual(closing);
  const { token } = await mailedTo(world, person.email, 'password-changed');
  world.log.length = 0;
  const secured = await world.ask(
    `mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions } }`,
    { input: { token } },
  );
  expect(codes(secured)).toEqual([]);
  expect(await stateOf(world, person)).toEqual(active);
  expect(eventsOf(world)).toEqual([
    'account.restored secured',
    'account.secured',
    'password.reset-requested',
  ]);
  expect(codes(await world.logIn({ ...person, password: input.newPassword }))).toEqual([
    'INVALID_CREDENTIALS',
  ]);
  expect(await kindsTo(person)).toEqual([
    'password-changed',
    'account-closing',
    'account-restored',
    'reset-password',
  ]);
});

test('a thief changes the email and deletes the account: undoing the change wins it back', async () => {
  const { owner, freshToken, newEmail, undo } = await changeEmail(world);
  await deleteAccount(world, freshToken);
  expect(await stateOf(world, owner)).toEqual(closing);
  expect(codes(await undoEmailChange(world, undo))).toEqual([]);
  expect(await stateOf(world, owner)).toEqual(active);
  expect(await kindsTo(owner)).toContain('account-restored');
  expect(await kindsTo({ ...owner, email: newEmail })).not.toContain('account-restored');
  expect(codes(await world.logIn(owner))).toEqual(['INVALID_CREDENTIALS']);
});

describe('an operator', () => {
  test('who disables a closing account keeps its owner from restoring it', async () => {
    const { person, link } = await closePerson(world);
    const challenge = await beginRestoring(world, person);
    world.log.length = 0;
    await setActive(ctx(), accountOf(person), false);
    expect(eventsOf(world)).toEqual(['account.disabled']);
    expect(reasonsOf(await restoreAccount(world, link))).toEqual(['LINK_INVALID INVALID']);
    expect(codes(await restoreByLogin(world, challenge))).toEqual(['CHALLENGE_INVALID']);
    expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
    expect(codes(await startLogin(world, person))).toEqual(['INVALID_CREDENTIALS']);
    expect(await stateOf(world, person)).toEqual(closing);
  });

  test('who enables a closing account cancels its deletion', async () => {
    const { person } = await closePerson(world);
    world.log.length = 0;
    await setActive(ctx(), accountOf(person), true);
    expect(eventsOf(world)).toEqual(['account.enabled', 'account.restored administrator']);
    expect(await stateOf(world, person)).toEqual(active);
    expect(await kindsTo(person)).toEqual(['account-closing', 'account-restored']);
    expect(codes(await world.logIn(person))).toEqual([]);
  });
});
