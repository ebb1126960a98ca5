import { codes } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { closePerson, restoreAccount, stateOf } from '../support/deletion.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { testSecretKey } from '../support/tokens.ts';
import { forgetLimits, reasonsOf } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());
beforeEach(() => forgetLimits(world));

async function admin(...args: string[]) {
  const done = await runCommand(args, {
    env: {
      DATABASE_URL: world.database,
      SECRET_KEY: testSecretKey,
      NODE_ENV: 'production',
      JWT_ISSUER: 'http://localhost:4000',
      SMTP_URL: 'smtp://127.0.0.1:9',
      MAIL_FROM: 'Auth <no-reply@auth.example>',
    },
  });
  return { ...done, results: printed(done.stdout) };
}

const day = 86_400_000;
const inDays = (text: string) => Math.round((Date.parse(text) - Date.now()) / day);

test('closes an account after the usual delay; its owner gets the mail and may restore it', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { code, results, stderr } = await admin('users', 'delete', person.username);
  expect([code, results]).toEqual([
    0,
    [{ id: Number(person.id), username: person.username, dueAt: expect.any(String) }],
  ]);
  expect(inDays(results[0].dueAt)).toBe(14);
  expect(stderr).toContain('"type":"account.closing"');
  expect(stderr).toContain('"reason":"administrator"');
  expect(codes(await world.me(accessToken))).toEqual(['UNAUTHENTICATED']);
  const { token } = await mailedTo(world, person.email, 'account-closing');
  expect(codes(await restoreAccount(world, token))).toEqual([]);
});

test('a legal hold: moves the date of an account that its owner has closed', async () => {
  const { person, link } = await closePerson(world);
  const { results } = await admin('users', 'delete', `id:${person.id}`, '--delay', '3650d');
  expect(inDays(results[0].dueAt)).toBe(3650);
  expect((await admin('users', 'show', person.username)).results).toMatchObject([
    { isActive: false, deletionDueAt: results[0].dueAt },
  ]);
  // The mail with the new date has a new link.
  expect(reasonsOf(await restoreAccount(world, link))).toEqual(['LINK_INVALID INVALID']);
  const { token } = await mailedTo(world, person.email, 'account-closing');
  expect(codes(await restoreAccount(world, token))).toEqual([]);
});

test('the result of disabling a closing account contains the date of the deletion, and that of enabling it does not', async () => {
  const { person, dueAt } = await closePerson(world);
  const [disabled] = (await admin('users', 'disable', person.username)).results;
  expect(disabled).toMatchObject({ isActive: false, deletionDueAt: dueAt });
  const [enabled] = (await admin('users', 'enable', person.username)).results;
  expect(enabled).toMatchObject({ isActive: true, endedSessions: 0 });
  expect(enabled).not.toHaveProperty('deletionDueAt');
  const [shown] = (await admin('users', 'show', person.username)).results;
  expect(shown).not.toHaveProperty('deletionDueAt');
});

test('deletes an account at once', async () => {
  const person = await world.addPerson();
  const { code, results } = await admin('users', 'delete', person.email, '--now');
  expect([code, results]).toEqual([
    0,
    [{ id: Number(person.id), username: person.username, isDeleted: true }],
  ]);
  expect(await stateOf(world, person)).toEqual({ isActive: null, isClosing: false, isDeleted: true });
  expect((await mailsTo(world, person.email)).map(({ kind }) => kind)).toEqual(['account-deleted']);
  const again = await admin('users', 'delete', person.email, '--now');
  expect([again.code, again.stdout]).toEqual([1, '']);
  expect(again.stderr).toContain(`The account "${person.email}" does not exist.`);
});

test('says when an account was deleted, to operators who know its id', async () => {
  const person = await world.addPerson();
  await admin('users', 'delete', person.username, '--now');
  const id = `id:${person.id}`;
  const [row] = await world.sql<{ deleted_at: Date }>(
    'select deleted_at from deleted_accounts where user_id = $1',
    [person.id],
  );
  const time = row?.deleted_at.toISOString() ?? '';
  for (const command of [
    ['users', 'show'],
    ['users', 'enable'],
    ['sessions', 'list'],
  ]) {
    const { code, stdout, stderr } = await admin(...command, id);
    expect([code, stdout, stderr]).toEqual([1, '', `The account ${id} was deleted at ${time}.\n`]);
  }
  const told = await admin('explain', id, '--json');
  expect([told.code, told.results]).toEqual([
    0,
    [
      {
        deletedAccount: { id: Number(person.id), deletedAt: time },
        story: [expect.stringMatching(new RegExp(`^The account ${id} was deleted at \\S+ \\S+ UTC, `))],
      },
    ],
  ]);
});

test('the owner of a disabled account is not told, and cannot restore it', async () => {
  const person = await world.addPerson();
  await admin('users', 'disable', person.username);
  await admin('users', 'delete', person.username);
  expect(await mailsTo(world, person.email)).toEqual([]);
  expect(codes(await world.logIn(person))).toEqual(['INVALID_CREDENTIALS']);
  expect(await stateOf(world, person)).toMatchObject({ isClosing: true });
  expect((await admin('users', 'enable', person.username)).code).toBe(0);
  expect(codes(await world.logIn(person))).toEqual([]);
});

test.each([
  [['--now', '--delay', '30d'], 'Give either --now or --delay.'],
  [['--delay', '30'], '"30" is not a delay. Give a whole number with a unit, such as 30d or 12h.'],
  [['--delay', '0s'], '"0s" is not a delay.'],
  [['--delay', '99999999d'], '"99999999d" is not a delay.'],
])('rejects %j', async (options, message) => {
  const person = await world.addPerson();
  const { code, stdout, stderr } = await admin('users', 'delete', person.username, ...options);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(await stateOf(world, person)).toMatchObject({ isActive: true });
});

test('exports the data of an account', async () => {
  const person = await world.addPerson();
  await world.openSession(person);
  const { code, results, stdout, stderr } = await admin('users', 'export', person.username);
  expect(code).toBe(0);
  expect(results).toMatchObject([
    {
      exportedAt: expect.any(String),
      sections: expect.arrayContaining([
        { name: 'account', entries: [expect.objectContaining({ email: person.email })] },
        { name: 'sessions', entries: [expect.objectContaining({ ipAddress: '127.0.0.1' })] },
      ]),
    },
  ]);
  expect(stdout).not.toMatch(/\$2b\$|hash|secret/i);
  expect(stderr).toContain('"type":"account.exported"');
  expect(stderr).not.toContain(person.email);
});
