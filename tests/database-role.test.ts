import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { explainStartFailure } from '../src/startup/start-failure.ts';
import { codes } from './support/client.ts';
import { adminStatement, dropDatabase, makeDatabase } from './support/databases.ts';
import { World } from './support/world.ts';

const database = await makeDatabase();
const role = `auth_service_test_${randomBytes(6).toString('hex')}`;
const password = randomBytes(16).toString('hex');
await adminStatement(`create role ${role} login password '${password}'`);
afterAll(async () => {
  await dropDatabase(database);
  await adminStatement(`drop role ${role}`);
});

/** The tables' owner migrates first, as docs/security.md recommends. */
test('serves with a role that may only read and write rows', async () => {
  const owner = await World.start({ database });
  const address = new URL(database);
  address.username = role;
  address.password = password;
  const refusal = await World.start({ database: address.href }).catch((error: unknown) => error);
  expect(explainStartFailure(refusal)).toMatch(
    /^The user in DATABASE_URL lacks a privilege: permission denied for table mikro_orm_migrations\. After each migration, grant this user privileges on all tables/,
  );
  await owner.sql(`grant select, insert, update, delete on all tables in schema public to ${role}`);
  const world = await World.start({ database: address.href });
  await expect(world.sql('alter table users add column a int')).rejects.toThrow('must be owner');
  const person = await world.addPerson();
  expect(codes(await world.logIn({ ...person, password: 'a wrong guess' }))).toEqual(['INVALID_CREDENTIALS']);
  const { accessToken, refreshToken } = await world.openSession(person);
  expect((await world.me(accessToken)).data.me.username).toBe(person.username);
  expect(codes(await world.refresh(refreshToken))).toEqual([]);
  expect((await world.logOut(null, accessToken)).data.logout.revokedSessions).toBe(1);
  expect(world.log.filter((line) => /"level":"(warn|error|fatal)"/.test(line))).toEqual([]);
  await world.stop();
  await owner.stop();
});

/*
 * Cases considered: no CREATE on the schema, neither CREATE nor USAGE, no CONNECT, and tables that another role owns and has
 * to migrate.
 */
test('names the privilege that a first start lacks', async () => {
  const empty = await makeDatabase({ empty: true });
  const name = new URL(empty).pathname.slice(1);
  const asRole = new URL(empty);
  asRole.username = role;
  asRole.password = password;
  const failure = async () =>
    explainStartFailure(await World.start({ database: asRole.href }).catch((error: unknown) => error));
  const owner = new pg.Client({ connectionString: empty });
  owner.on('error', () => undefined);
  await owner.connect();

  await owner.query('revoke create on schema public from public');
  expect(await failure()).toMatch(
    /lacks a privilege: permission denied for schema public\. On an empty database, grant usage, create on schema public to /,
  );
  await owner.query('revoke all on schema public from public');
  expect(await failure()).toMatch(
    /^search_path is "\$user", public, and names no schema .* may use\. Create the schema, or grant usage, create on it/,
  );
  await owner.query(`revoke connect on database ${name} from public`);
  expect(await failure()).toMatch(
    new RegExp(`permission denied for database "${name}"\\. Grant connect on database "${name}" to `),
  );

  await owner.query(`grant connect on database ${name} to ${role}`);
  await owner.query(`grant usage, create on schema public to ${role}`);
  const world = await World.start({ database: asRole.href });
  const person = await world.addPerson();
  expect(codes(await world.logIn(person))).toEqual([]);
  await world.stop();

  // The next version has a migration, and another role owns the tables.
  await owner.query('alter table mikro_orm_migrations owner to current_user');
  await owner.query('alter table users owner to current_user');
  await owner.query(`grant select, insert, update, delete on mikro_orm_migrations to ${role}`);
  await owner.query("delete from mikro_orm_migrations where name like '%session_methods'");
  await owner.query('alter table sessions owner to current_user');
  expect(await failure()).toMatch(
    /lacks a privilege: must be owner of table sessions\. Only the owner of table sessions/,
  );
  await owner.end();
  await dropDatabase(empty);
});
