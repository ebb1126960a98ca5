import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import config from '../../mikro-orm.config.ts';
import { codes, makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const settings = { DATABASE_URL: world.database, SECRET_KEY: testSecretKey };
const admin = async (args: readonly string[], input?: string) => {
  const done = await runCommand(args, { env: settings, ...(input !== undefined && { input }) });
  return { ...done, results: printed(done.stdout) };
};

const constraints = ['users_email_canonical', 'users_username_canonical'];
const areValid = () =>
  world.sql(
    'select conname as name, convalidated as valid from pg_constraint where conname = any($1) order by 1',
    [constraints],
  );

async function migrate(direction: 'up' | 'down'): Promise<void> {
  const orm = await MikroORM.init({ ...config, clientUrl: world.database });
  const migrator = new Migrator(orm.em);
  await (direction === 'up'
    ? migrator.up()
    : migrator.down({
        migrations: [
          'Migration20261129000000_mail_and_one_time_secrets',
          'Migration20261128000000_canonical_identifiers',
        ],
      }));
  await orm.close(true);
}

// Every form that signup would have changed or rejected, in both columns, by insert and by update.
describe('the table rejects values that signup never stores', () => {
  test.each([
    ['email', 'New.Alice@example.com'],
    ['email', 'alice@Example.com'],
    ['email', ' alice@example.com'],
    ['email', 'alice@example.com\n'],
    ['email', 'al ice@example.com'],
    ['email', 'alice@xn--bcher-kva.example'],
    ['email', 'alice@mail.xn--bcher-kva.example'],
    ['email', 'alice'],
    ['email', 'a@lice@example.com'],
    ['email', ''],
    ['username', 'Ünï'],
    ['username', ' alice'],
    ['username', 'alice\n'],
    ['username', 'al'],
    ['username', '.alice'],
    ['username', 'alice@example.com'],
  ])('%s %p', async (column, text) => {
    const person = await world.addPerson();
    const refused = { code: '23514', constraint: `users_${column}_canonical` };
    await expect(
      world.sql(`update users set ${column} = $2 where id = $1`, [person.id, text]),
    ).rejects.toMatchObject(refused);
    const { username, email }: Record<string, string> = { ...makePerson(), [column]: text };
    await expect(
      world.sql('insert into users (username, email) values ($1, $2)', [username, email]),
    ).rejects.toMatchObject(refused);
  });

  test('and accepts every value that signup stores', async () => {
    for (const email of [
      '用户@例子.公司',
      "a!#$%&'*+/=?^_`{|}~-z@example.com",
      'a.xn--b@example.com',
      'ß@faß.example',
    ]) {
      const person = { ...makePerson(), email };
      expect([email, codes(await world.signUp(person))]).toEqual([email, []]);
      await world.sql('update users set is_active = true where username = $1', [person.username]);
    }
  });
});

test('the command line stores the same values', async () => {
  const person = makePerson();
  const create = (username: string, email: string) =>
    admin(['users', 'create', '--username', username, '--email', email], `${person.password}\n`);
  const made = await create(person.username, ` ${person.username}@XN--BCHER-KVA.example`);
  expect([made.code, made.results]).toMatchObject([0, [{ email: `${person.username}@bücher.example` }]]);
  const again = await create(makePerson().username, `${person.username}@bücher.example`);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('(EMAIL_TAKEN)')]);
  for (const name of [`${person.username}@xn--bcher-kva.example`, `${person.username}@BÜCHER.example`]) {
    expect((await admin(['users', 'show', name])).results).toMatchObject([{ username: person.username }]);
  }
  expect(await areValid()).toEqual(constraints.map((name) => ({ name, valid: true })));
});

test('the migration corrects rows of the previous version, and reports rows that it cannot correct', async () => {
  expect((await admin(['users', 'check'])).results).toEqual([]);
  await migrate('down');
  const people = Object.fromEntries(
    await Promise.all(
      ['encoded', 'capitals', 'spaces', 'first', 'second', 'nowhere', 'named'].map(
        async (name) => [name, await world.addPerson()] as const,
      ),
    ),
  );
  const store = (name: string, column: 'email' | 'username', text: string) =>
    world.sql(`update users set ${column} = $2 where id = $1`, [people[name]?.id, text]);
  await store('encoded', 'email', 'encoded@xn--bcher-kva.example');
  await store('capitals', 'email', 'Capitals@Example.com');
  await store('spaces', 'email', ' spaces@example.com ');
  await store('first', 'email', 'double@bücher.example');
  await store('second', 'email', 'double@xn--bcher-kva.example');
  await store('nowhere', 'email', 'nowhere');
  await store('named', 'username', 'Ünï');
  await migrate('up');

  const logIn = (name: string, username: string) =>
    world.logIn({ username, password: people[name]?.password ?? '' }).then(codes);
  expect(await logIn('encoded', 'encoded@bücher.example')).toEqual([]);
  expect(await logIn('encoded', 'encoded@xn--bcher-kva.example')).toEqual([]);
  expect(await logIn('capitals', 'Capitals@Example.com')).toEqual([]);
  expect(await logIn('spaces', 'spaces@example.com')).toEqual([]);
  expect(await logIn('first', 'double@xn--bcher-kva.example')).toEqual([]);
  expect(await logIn('second', people.second?.username ?? '')).toEqual([]);

  const id = (name: string) => Number(people[name]?.id);
  const { code, results } = await admin(['users', 'check']);
  expect([code, results.map(({ isActive, username, email, ...rest }) => rest)]).toEqual([
    0,
    [
      {
        id: id('second'),
        problem: 'EMAIL_OF_TWO_ACCOUNTS',
        canonicalEmail: 'double@bücher.example',
        otherId: id('first'),
      },
      { id: id('nowhere'), problem: 'EMAIL_NOT_VALID' },
      { id: id('named'), problem: 'USERNAME_NOT_VALID' },
    ].toSorted((one, other) => one.id - other.id),
  ]);
  expect(await areValid()).toEqual(constraints.map((name) => ({ name, valid: false })));

  for (const name of ['second', 'nowhere', 'named']) {
    expect(await admin(['users', 'disable', `id:${id(name)}`])).toMatchObject({ code: 0 });
    const enabled = await admin(['users', 'enable', `id:${id(name)}`]);
    expect([enabled.code, enabled.stderr]).toEqual([1, expect.stringContaining('"users check"')]);
  }
  await world.sql('delete from users where id = any($1)', [['second', 'nowhere', 'named'].map(id)]);
  expect((await admin(['users', 'check'])).stdout).toBe('');
  for (const name of constraints) await world.sql(`alter table users validate constraint ${name}`);
});
