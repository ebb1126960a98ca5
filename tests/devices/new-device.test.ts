import { deviceData } from '../../src/devices/device-data.ts';
import { forgetDevices } from '../../src/devices/forget-devices.ts';
import { systemContext } from '../../src/feature/context.ts';
import { userAgents } from '../sessions/user-agents.ts';
import { codes, from, type Person } from '../support/client.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const env = { TRUST_PROXY: '127.0.0.1', DATABASE_POOL_SIZE: '20' };
const world = await World.start({ env });
const replica = await World.start({ database: world.database, env });
afterAll(async () => {
  await replica.stop();
  await world.stop();
});

const firefox = (version: number) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`;
const chrome =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

async function logIn(person: Person, userAgent: string, where = world, address = '203.0.113.1') {
  const headers = { 'user-agent': userAgent, ...from(address).headers };
  const answer = await where.logIn(person, { headers });
  expect(codes(answer)).toEqual([]);
  return answer.data.login;
}

const mailsAbout = async ({ email }: Person) =>
  (await mailsTo(world, email)).filter(({ kind }) => kind === 'new-device');

function eventsAbout({ id }: { id: string }, where = world): Record<string, unknown>[] {
  const events = where.log.map((line) => JSON.parse(line).event).filter((event) => event !== undefined);
  return events.filter(({ type, userId }) => type === 'device.new' && userId === Number(id));
}

const devicesOf = ({ id }: { id: string }) =>
  world.sql<{ fingerprint: Buffer }>('select * from known_devices where user_id = $1', [id]);

/** Moves the sent notices a day into the past, for their limit. */
async function passDay({ id }: { id: string }): Promise<void> {
  await world.sql("update mails set created_at = created_at - interval '25 hours' where user_id = $1", [id]);
}

async function agePerson({ id }: { id: string }, interval: string): Promise<void> {
  await world.sql(
    `update known_devices set first_seen = first_seen - $2::interval, last_seen = last_seen - $2::interval
     where user_id = $1`,
    [id, interval],
  );
  await world.sql('delete from sessions where user_id = $1', [id]);
}

test('mails the owner about a second device, but not about the first', async () => {
  const person = await world.addPerson();
  await logIn(person, firefox(140));
  expect([await mailsTo(world, person.email), eventsAbout(person)]).toEqual([[], []]);
  await logIn(person, chrome, world, '203.0.113.9');
  expect(await mailsTo(world, person.email)).toEqual([
    {
      kind: 'new-device',
      recipient: person.email,
      locale: 'en',
      facts: {
        username: person.username,
        time: expect.stringMatching(/^\w+ \d+, \d{4} at \d\d:\d\d UTC$/),
        device: 'Chrome on Android',
        ipAddress: '203.0.113.9',
      },
      token: expect.stringMatching(/^[\w-]{64}$/),
      code: '',
    },
  ]);
  expect(eventsAbout(person)).toEqual([
    expect.objectContaining({ outcome: 'success', sessionId: expect.any(String) }),
  ]);
});

test('is silent about a known device, in any version and from any IP address, and about refreshes', async () => {
  const person = await world.addPerson();
  await logIn(person, firefox(140));
  const { refreshToken } = await logIn(person, firefox(141), world, '198.51.100.20');
  await world.refresh(refreshToken, { headers: { 'user-agent': chrome } });
  expect([await mailsAbout(person), eventsAbout(person)]).toEqual([[], []]);
  expect(await devicesOf(person)).toHaveLength(1);
});

test('keeps one row for each device of 40 user agents and more', async () => {
  const person = await world.addPerson();
  for (const { text } of userAgents) await logIn(person, text);
  const different = new Set(userAgents.map(({ device, kind }) => `${device} ${kind}`));
  const rows = await devicesOf(person);
  expect(rows).toHaveLength(different.size);
  expect(different.size).toBeLessThan(userAgents.length - 8);
  expect(eventsAbout(person)).toHaveLength(different.size - 1);
});

test('mails at most once a day', async () => {
  const person = await world.addPerson();
  for (const userAgent of [firefox(140), chrome, safari]) await logIn(person, userAgent);
  expect(await mailsAbout(person)).toHaveLength(1);
  expect(eventsAbout(person)).toHaveLength(2);
  await passDay(person);
  await logIn(person, 'curl/8.5.0');
  expect((await mailsAbout(person)).map(({ facts }) => facts.device)).toEqual(['Chrome on Android', 'curl']);
});

test('sends one mail for 20 first logins of a new device at once', async () => {
  const person = await world.addPerson();
  await logIn(person, firefox(140));
  await Promise.all(Array.from({ length: 20 }, (_, at) => logIn(person, chrome, at % 2 ? replica : world)));
  const events = [world, replica].flatMap((where) => eventsAbout(person, where));
  expect([(await mailsAbout(person)).length, events.length]).toEqual([1, 1]);
  expect(await devicesOf(person)).toHaveLength(2);
});

test('is silent about 20 first logins of a new account at once', async () => {
  const person = await world.addPerson();
  await Promise.all(Array.from({ length: 20 }, () => logIn(person, chrome)));
  expect(await mailsAbout(person)).toEqual([]);
});

test('treats the devices of an account from before as known', async () => {
  const person = await world.addPerson();
  for (const userAgent of [firefox(140), chrome]) await logIn(person, userAgent);
  // The state after the migration.
  await world.sql('delete from known_devices where user_id = $1', [person.id]);
  await world.sql('delete from mails where user_id = $1', [person.id]);
  const before = eventsAbout(person).length;
  for (const userAgent of [safari, firefox(141), chrome]) await logIn(person, userAgent);
  expect([await mailsAbout(person), eventsAbout(person).length - before]).toEqual([[], 0]);
  expect(await devicesOf(person)).toHaveLength(3);
  await logIn(person, 'curl/8.5.0');
  expect((await mailsAbout(person)).map(({ facts }) => facts.device)).toEqual(['curl']);
});

test('knows the device of a session that a replica of an older version has opened', async () => {
  const person = await world.addPerson();
  await logIn(person, firefox(140));
  await logIn(person, chrome);
  // The older replica neither records the device nor sends the mail.
  await world.sql(
    `delete from known_devices where user_id = $1 and first_seen =
       (select max(first_seen) from known_devices where user_id = $1)`,
    [person.id],
  );
  const before = (await mailsAbout(person)).length;
  await passDay(person);
  await logIn(person, chrome);
  expect((await mailsAbout(person)).length).toBe(before);
  expect(await devicesOf(person)).toHaveLength(2);
});

test('forgets a device that has not logged in for 90 days', async () => {
  const person = await world.addPerson();
  for (const userAgent of [firefox(140), chrome]) await logIn(person, userAgent);
  await passDay(person);
  await agePerson(person, '80 days');
  await logIn(person, firefox(150));
  await agePerson(person, '15 days');
  // Chrome was last seen 95 days ago, and no purge has run.
  await logIn(person, chrome);
  expect((await mailsAbout(person)).map(({ facts }) => facts.device)).toEqual(
    Array(2).fill('Chrome on Android'),
  );
  await agePerson(person, '85 days');
  await forgetDevices(world.app);
  expect(await devicesOf(person)).toHaveLength(1);
});

test('says nothing after an account has been away for 90 days', async () => {
  const person = await world.addPerson();
  await logIn(person, firefox(140));
  await agePerson(person, '91 days');
  await logIn(person, chrome);
  expect(await mailsAbout(person)).toEqual([]);
});

test('keeps at most 200 devices for an account', async () => {
  const person = await world.addPerson();
  await world.sql(
    `insert into known_devices (user_id, fingerprint, last_seen)
     select $1, decode(lpad(to_hex(n), 8, '0'), 'hex'), now() - n * interval '1 minute' from generate_series(1, 230) as n`,
    [person.id],
  );
  await logIn(person, 'curl/8.5.0');
  expect(await devicesOf(person)).toHaveLength(200);
});

test('stores neither a user agent nor an IP address, and another fingerprint for each account', async () => {
  const [first, second] = [await world.addPerson(), await world.addPerson()];
  for (const person of [first, second]) await logIn(person, firefox(140));
  const [[own], [other]] = [await devicesOf(first), await devicesOf(second)];
  expect(Object.keys(own ?? {}).toSorted()).toEqual(['fingerprint', 'first_seen', 'last_seen', 'user_id']);
  expect(own?.fingerprint).toHaveLength(36);
  expect(own?.fingerprint.equals(other?.fingerprint ?? Buffer.alloc(0))).toBe(false);
});

test('makes no device new when SECRET_KEY changes, even if the previous key is dropped', async () => {
  const person = await world.addPerson();
  await logIn(person, firefox(140));
  const newKey = `${testSecretKey} but another`;
  const keys = { SECRET_KEY: newKey, SECRET_KEY_PREVIOUS: testSecretKey };
  const changed = await World.start({ database: world.database, env: keys });
  await logIn(person, firefox(141), changed);
  await logIn(person, chrome, changed);
  expect((await mailsAbout(person)).length).toBe(1);
  await changed.stop();
  const dropped = await World.start({
    database: world.database,
    env: { SECRET_KEY: 'a third key that has nothing to do with the others' },
  });
  await passDay(person);
  await world.sql('update sessions set revoked_at = now() where user_id = $1', [person.id]);
  await logIn(person, safari, dropped);
  expect((await mailsAbout(person)).length).toBe(1);
  await logIn(person, chrome, dropped);
  expect((await mailsAbout(person)).length).toBe(2);
  await dropped.stop();
});

test('notes devices where the service cannot mail, too', async () => {
  const silent = await World.start({ database: world.database, env: { SMTP_URL: '', MAIL_FROM: '' } });
  const person = await world.addPerson();
  for (const userAgent of [firefox(140), chrome]) await logIn(person, userAgent, silent);
  expect(await mailsTo(world, person.email)).toEqual([]);
  expect(eventsAbout(person, silent)).toHaveLength(1);
  expect(await devicesOf(person)).toHaveLength(2);
  expect(await world.sql('select 1 from one_time_secrets where user_id = $1', [person.id])).toEqual([]);
  await silent.stop();
});

test('the link of the mail ends the sessions, and makes the devices of the week new again', async () => {
  const person = await world.addPerson();
  const own = await logIn(person, firefox(140));
  await world.sql("update known_devices set first_seen = first_seen - interval '8 days' where user_id = $1", [
    person.id,
  ]);
  const thief = await logIn(person, chrome);
  const { token } = await mailedTo(world, person.email, 'new-device');
  const secure =
    'mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions reset { flow } } }';
  const { data } = await world.ask(secure, { input: { token } });
  expect(data.secureAccount.revokedSessions).toBe(2);
  for (const { accessToken } of [own, thief])
    expect(codes(await world.me(accessToken))).toEqual(['UNAUTHENTICATED']);
  const { code } = await mailedTo(world, person.email, 'reset-password');
  const reset = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }';
  const newPassword = 'a new walk along the river at dawn';
  const { flow } = data.secureAccount.reset;
  expect(codes(await world.ask(reset, { input: { flow, code, newPassword } }))).toEqual([]);
  await passDay(person);
  const renewed = { ...person, password: newPassword };
  await logIn(renewed, firefox(140));
  expect(await mailsAbout(person)).toHaveLength(1);
  await logIn(renewed, chrome);
  expect(await mailsAbout(person)).toHaveLength(2);
});

test('mails in the language of the account', async () => {
  const person = await world.addPerson();
  await world.sql("update users set locale = 'de' where id = $1", [person.id]);
  for (const userAgent of [firefox(140), chrome]) await logIn(person, userAgent);
  const [mail] = await mailsAbout(person);
  expect([mail?.locale, mail?.facts.device]).toEqual(['de', 'Chrome unter Android']);
});

test('exports when devices were seen', async () => {
  const person = await world.addPerson();
  await logIn(person, firefox(140));
  const ctx = systemContext(world.app, 'cli:test');
  const account = { ...person, id: Number(person.id), isActive: true, emailVerified: false };
  expect(await deviceData.export(ctx, account)).toEqual({
    knownDevices: [{ firstSeen: expect.anything(), lastSeen: expect.anything() }],
  });
});

test('deletes the devices with the account', async () => {
  const person = await world.addPerson();
  await logIn(person, firefox(140));
  await world.sql('delete from users where id = $1', [person.id]);
  expect(await devicesOf(person)).toEqual([]);
});
