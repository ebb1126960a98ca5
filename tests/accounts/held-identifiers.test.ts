import { readdirSync, readFileSync } from 'node:fs';
import { holdIdentifier, type IdentifierKind } from '../../src/accounts/held-identifiers.ts';
import { purgeHolds } from '../../src/accounts/purge-held-identifiers.ts';
import { systemContext } from '../../src/feature/context.ts';
import { inTransaction } from '../../src/feature/unit-of-work.ts';
import { execute } from '../../src/platform/database/database.ts';
import { codes, makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { until } from '../support/left-behind.ts';
import { mailsTo } from '../support/mailed.ts';
import { testSecretKey } from '../support/tokens.ts';
import { beginSignup, completeSignup, persist } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start({ env: { MAIL_REQUESTS_PER_ADDRESS: 'off' } });
afterAll(() => world.stop());

/** Holds an identifier for the account, as if the account had given it up. */
function hold(kind: IdentifierKind, value: string, userId: number | null, seconds = 60): Promise<void> {
  const ctx = systemContext(world.app, 'job:test');
  return inTransaction(ctx, () => holdIdentifier(ctx, { kind, value, userId, seconds }));
}

const idOf = ({ id }: { id: string }) => Number(id);

const held = (value: string) =>
  world.sql('select kind, user_id from held_identifiers where value = $1', [value]);

test('signup rejects a held username and a held email as taken, in any spelling', async () => {
  const owner = await world.addPerson();
  const [free, other] = [makePerson(), makePerson()];
  await hold('username', free.username.toUpperCase(), idOf(owner));
  await hold('email', free.email, idOf(owner));
  expect(codes(await world.signUp({ ...other, username: free.username }))).toEqual(['USERNAME_TAKEN']);
  expect(codes(await world.signUp({ ...other, email: free.email.toUpperCase() }))).toEqual(['EMAIL_TAKEN']);
  expect(codes(await world.signUp(other))).toEqual([]);
});

test('a name of a deleted account can be held for no account at all', async () => {
  const person = makePerson();
  await hold('username', person.username, null);
  expect(codes(await world.signUp(person))).toEqual(['USERNAME_TAKEN']);
});

test('a hold ends by itself', async () => {
  const [owner, person] = [await world.addPerson(), makePerson()];
  await hold('username', person.username, idOf(owner), 0);
  await hold('email', person.email, idOf(owner), 0);
  expect(codes(await world.signUp(person))).toEqual([]);
});

test('startSignup tells a held username, and mails the account that the email is held for', async () => {
  const owner = await world.addPerson();
  const [free, other] = [makePerson(), makePerson()];
  await hold('username', free.username, idOf(owner));
  await hold('email', free.email, idOf(owner));
  const query = 'mutation ($input: SignupInput!) { startSignup(input: $input) { flow } }';
  const start = (input: object) => world.ask(query, { input });
  expect(codes(await start(free))).toEqual(['USERNAME_TAKEN']);
  expect(codes(await start({ ...other, email: free.email }))).toEqual([]);
  expect(await mailsTo(world, free.email)).toMatchObject([
    { kind: 'already-registered', facts: { username: owner.username } },
  ]);
});

test('completeSignup rejects what has been held since the signup began', async () => {
  const owner = await world.addPerson();
  const [named, mailed] = [makePerson(), makePerson()];
  const [first, second] = [await beginSignup(world, named), await beginSignup(world, mailed)];
  await hold('username', named.username, idOf(owner));
  await hold('email', mailed.email, idOf(owner));
  const complete = ({ flow, mail }: typeof first, more = {}) =>
    completeSignup(world, { flow, code: mail.code, ...more });
  expect(codes(await complete(first))).toEqual(['USERNAME_TAKEN']);
  expect(codes(await complete(first, { username: makePerson().username }))).toEqual([]);
  expect(codes(await complete(second))).toEqual(['EMAIL_TAKEN']);
});

test('an operator can set a held email only after releasing it', async () => {
  const [owner, other] = [await world.addPerson(), await world.addPerson()];
  const { email } = makePerson();
  await hold('email', email, idOf(owner));
  const env = { DATABASE_URL: world.database, SECRET_KEY: testSecretKey };
  const run = (...args: string[]) => runCommand(['users', ...args], { env });
  const refused = await run('set-email', other.username, email);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(`"users release ${email}"`)]);
  const released = await run('release', email.toUpperCase());
  expect(printed(released.stdout)).toMatchObject([{ kind: 'email', value: email, userId: idOf(owner) }]);
  expect((await run('release', email)).stderr).toContain('holds no username and no email');
  expect((await run('set-email', other.username, email)).code).toBe(0);
});

test('an operator can give an account the email back that is held for it', async () => {
  const owner = await world.addPerson();
  const { email } = makePerson();
  await hold('email', email, idOf(owner));
  const env = { DATABASE_URL: world.database, SECRET_KEY: testSecretKey };
  expect((await runCommand(['users', 'set-email', owner.username, email], { env })).code).toBe(0);
  expect(await held(email)).toEqual([]);
});

test('the purge deletes only holds that have ended', async () => {
  const owner = await world.addPerson();
  const [ended, running] = [makePerson(), makePerson()];
  await hold('username', ended.username, idOf(owner), 0);
  await hold('username', running.username, idOf(owner));
  await purgeHolds(world.app);
  expect([await held(ended.username), await held(running.username)]).toEqual([
    [],
    [{ kind: 'username', user_id: idOf(owner) }],
  ]);
});

/** Statements that give an account its username or its email. */
const writesIdentifier = /update users[\s\S]{0,20} set (username|email) =|new User\(/;

test('every file that writes a username or an email claims the identifiers', () => {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const writers = names
    .map((name) => [name, readFileSync(`src/${name}`, 'utf8')] as const)
    .filter(([, text]) => writesIdentifier.test(text));
  expect(writers.map(([name]) => name).toSorted()).toEqual(
    expect.arrayContaining(['password/insert-account.ts']),
  );
  expect(writers.length).toBeGreaterThan(4);
  for (const [name, text] of writers)
    expect([name, text.includes('await claimIdentifiers(')]).toEqual([name, true]);
});

describe.each(['read committed', 'serializable'])('%s', (isolation) => {
  test('a signup that waits for the account with its email finds the email held', async () => {
    const database = await makeDatabase();
    const url = new URL(database);
    url.searchParams.set('options', `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`);
    const strict = await World.start({ database: url.href });
    const owner = await strict.addPerson();
    const signup = { ...makePerson(), email: makePerson().email };
    const { flow, mail } = await beginSignup(strict, signup);
    await strict.sql('update users set email = $2 where id = $1', [owner.id, signup.email]);
    const ctx = systemContext(strict.app, 'job:test');
    const isHeld = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const givingUp = inTransaction(ctx, async (em) => {
      await execute(em, 'update users set email = $2 where id = $1', [idOf(owner), owner.email]);
      await holdIdentifier(ctx, { kind: 'email', value: signup.email, userId: idOf(owner), seconds: 60 });
      isHeld.resolve();
      await mayCommit.promise;
    });
    await isHeld.promise;
    const completing = persist(() => completeSignup(strict, { flow, code: mail.code }));
    const waiting =
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    await until('the signup to wait', async () => (await strict.sql(waiting)).length > 0);
    mayCommit.resolve();
    await givingUp;
    expect(codes(await completing)).toEqual(['EMAIL_TAKEN']);
    await strict.stop();
    await dropDatabase(database);
  });
});
