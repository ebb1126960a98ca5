import { randomBytes } from 'node:crypto';
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

/** Once the owner of the tables has migrated, as docs/security.md tells. */
test('serves as a role that may only read and write rows', async () => {
  const owner = await World.start({ database });
  const address = new URL(database);
  address.username = role;
  address.password = password;
  const refusal = await World.start({ database: address.href }).catch((error: unknown) => error);
  expect(explainStartFailure(refusal)).toMatch(
    /^The user in DATABASE_URL lacks privileges on some tables\. Grant them/,
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
