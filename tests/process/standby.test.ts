import path from 'node:path';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../src/platform/development/embedded-postgres/embedded-postgres.ts';
import { Cable } from '../support/cable.ts';
import { type Answer, codes, makePerson, type Person, type Tokens } from '../support/client.ts';
import { makeFolder } from '../support/left-behind.ts';
import { leaveNothingBehind, run, type ServiceProcess, start } from '../support/service-process.ts';
import { query, Standby } from '../support/standby.ts';
import { testSecretKey } from '../support/tokens.ts';

leaveNothingBehind();

const folder = makeFolder();
let primary: EmbeddedPostgres;
let url: URL;
let standby: Standby;
/** Uses the primary. */
let before: ServiceProcess;
/** Uses the standby. */
let service: ServiceProcess;
let person: Person;
let tokens: Tokens;
let leaving: Tokens;

const settings = (database: URL) => ({ DATABASE_URL: database.href, SECRET_KEY: testSecretKey });

function serializable(database: URL): URL {
  const strict = new URL(database);
  strict.searchParams.set('options', '-c default_transaction_isolation=serializable');
  return strict;
}

beforeAll(async () => {
  primary = await startEmbeddedPostgres({ dataFolder: path.join(folder, 'database') });
  url = new URL(primary.url);
  before = await start({ folder, env: settings(url) });
  person = await before.signUpPerson();
  [tokens, leaving] = [await before.openSession(person), await before.openSession(person)];
  const copyOf = path.join(folder, 'database/postgres');
  standby = await Standby.start({ primary: url, copyOf, folder });
  await standby.catchUp(url);
  service = await start({ folder, env: settings(standby.url) });
});

afterAll(async () => {
  await standby?.stop();
  await primary?.stop();
});

const unavailable = ['TEMPORARILY_UNAVAILABLE'];

const status = async (name: string) => (await fetch(new URL(name, service.url))).status;

function change(): Promise<Answer[]> {
  return Promise.all([
    service.logIn(person),
    service.signUp(makePerson()),
    service.refresh(tokens.refreshToken),
    service.logOut({ refreshToken: leaving.refreshToken }),
  ]);
}

test('on a standby, the service warns, serves reads, and rejects all other requests with a retryable code', async () => {
  expect(service.stdout).toContain('the database accepts no writes: is it a standby?');
  expect(before.stdout).not.toContain('accepts no writes');
  expect([await status('/readyz'), await status('/healthz')]).toEqual([200, 200]);
  expect((await service.me(tokens.accessToken)).data.me).toMatchObject({ username: person.username });
  expect((await change()).map(codes)).toEqual(Array(4).fill(unavailable));
});

test('commands say that the database is a standby', async () => {
  const env = settings(standby.url);
  const check = await run({ folder, program: 'admin', args: ['check'], env });
  expect([check.code, check.stderr]).toEqual([1, 'The database in DATABASE_URL is read-only.\n']);
  const upToDate = await run({ folder, program: 'migrate', env });
  expect([upToDate.code, upToDate.stdout]).toEqual([0, 'Nothing to do.\n']);
  const newest = 'id = (select max(id) from mikro_orm_migrations)';
  const [migration] = await query<{ id: number; name: string }>(
    url,
    `delete from mikro_orm_migrations where ${newest} returning id, name`,
  );
  await standby.catchUp(url);
  const pending = await run({ folder, program: 'migrate', env });
  expect([pending.code, pending.stdout]).toEqual([1, '']);
  expect(pending.stderr).toMatch(/^The database in DATABASE_URL accepts no writes: .* Name the primary\.\n$/);
  await query(
    url,
    `insert into mikro_orm_migrations (id, name) values (${migration?.id}, '${migration?.name}')`,
  );
  await standby.catchUp(url);
});

test('works after the promotion of the standby, without a restart and at any isolation level', async () => {
  const cable = await Cable.to(url);
  const through = new URL(url);
  through.port = String(cable.port);
  const strict = await start({ folder, env: settings(serializable(through)) });
  const later = await strict.openSession(person);
  await standby.catchUp(url);
  await before.end('SIGTERM');
  cable.pull();
  await primary.stop();
  cable.target = standby.url;
  cable.plugIn();
  // A hot standby rejects even serializable transactions that only read.
  expect(codes(await strict.me(later.accessToken))).toEqual(unavailable);
  expect(codes(await strict.refresh(later.refreshToken))).toEqual(unavailable);

  await standby.promote();
  expect((await change()).map(codes)).toEqual(Array(4).fill([]));
  expect(codes(await strict.me(later.accessToken))).toEqual([]);
  expect(codes(await strict.refresh(later.refreshToken))).toEqual([]);
  await cable.remove();
});
