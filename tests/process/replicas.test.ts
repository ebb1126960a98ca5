import { migrations } from '../../migrations/index.ts';
import { makePerson } from '../support/client.ts';
import { connect, dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder } from '../support/left-behind.ts';
import { leaveNothingBehind, run, type ServiceProcess, start } from '../support/service-process.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const folder = makeFolder();
let database: string;
beforeEach(async () => {
  database = await makeDatabase({ empty: true });
});
afterEach(() => dropDatabase(database));

const startReplica = () => start({ folder, env: { DATABASE_URL: database, SECRET_KEY: testSecretKey } });

async function appliedMigrations(): Promise<string[]> {
  const client = await connect(database);
  const { rows } = await client.query('select name from mikro_orm_migrations order by id');
  await client.end();
  return rows.map(({ name }) => name);
}

test.each([
  2, 4,
])('lets %i replicas start at once on an empty database and act as one service', async (count) => {
  const replicas = await Promise.all(Array.from({ length: count }, startReplica));
  expect(await appliedMigrations()).toEqual(migrations.map(({ name }) => name));

  const [one, other] = [replicas[0], replicas.at(-1)] as [ServiceProcess, ServiceProcess];
  const person = makePerson();
  await one.signUp(person);
  const { accessToken, refreshToken } = (await one.logIn(person)).data.login;
  for (const each of replicas) {
    expect((await each.me(accessToken)).data.me).toMatchObject({ username: person.username });
  }
  const refreshed = (await other.refresh(refreshToken)).data.refresh;
  expect((await one.refresh(refreshToken)).data.refresh.refreshToken).toBe(refreshed.refreshToken);

  expect((await one.logOut(null, accessToken)).data.logout.revokedSessions).toBe(1);
  for (const each of replicas) {
    const { errors } = await each.me(refreshed.accessToken);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' });
  }
});

test('migrates on its own, and reports if there is nothing to do', async () => {
  const migrate = () => run({ folder, program: 'migrate', env: { DATABASE_URL: database } });
  const names = migrations.map(({ name }) => name);
  expect(await migrate()).toMatchObject({ code: 0, stderr: '', stdout: `Applied: ${names.join(', ')}\n` });
  expect(await migrate()).toMatchObject({ code: 0, stderr: '', stdout: 'Nothing to do.\n' });
  expect(await appliedMigrations()).toEqual(names);
});
