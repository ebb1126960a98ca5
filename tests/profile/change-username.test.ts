import { codes, makePerson } from '../support/client.ts';
import { changeUsername, rowOf } from '../support/identifiers.ts';
import { mailedTo, mailsTo } from '../support/mailed.ts';
import { ageSession } from '../support/time.ts';
import { eventsOf, forgetLimits } from '../support/verification.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

async function prepare() {
  const owner = await world.addPerson();
  const { accessToken } = await world.openSession(owner);
  return { owner, accessToken, username: makePerson().username };
}

test('renames the account, keeps the session, and tells the owner', async () => {
  const { owner, accessToken, username } = await prepare();
  const { data } = await changeUsername(world, username, accessToken);
  expect(data.changeUsername).toEqual({ id: owner.id, username });
  expect((await world.me(accessToken)).data.me.username).toBe(username);
  expect(codes(await world.logIn({ ...owner, username }))).toEqual([]);
  expect(codes(await world.logIn(owner))).toEqual(['INVALID_CREDENTIALS']);
  const notice = await mailedTo(world, owner.email);
  expect(notice).toMatchObject({
    kind: 'account-renamed',
    facts: {
      oldUsername: owner.username,
      newUsername: username,
      time: expect.stringContaining('UTC'),
      device: expect.stringMatching(/./),
      ipAddress: '127.0.0.1',
    },
  });
  const secure =
    'mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions } }';
  const secured = await world.ask(secure, { input: { token: notice.token } });
  expect(secured.data.secureAccount.revokedSessions).toBe(2);
  expect(eventsOf(world)).toContain('account.renamed');
  expect(world.log.join('')).not.toContain(username);
});

test('needs a recent proof of identity', async () => {
  const { owner, accessToken, username } = await prepare();
  await ageSession(world, accessToken);
  expect(codes(await changeUsername(world, username, accessToken))).toEqual(['REAUTHENTICATION_REQUIRED']);
  expect(codes(await changeUsername(world, username))).toEqual(['UNAUTHENTICATED']);
  expect((await rowOf(world, owner)).username).toBe(owner.username);
});

test('allows one change in 30 days, and says when the next one is possible', async () => {
  const { owner, accessToken, username } = await prepare();
  await changeUsername(world, username, accessToken);
  const { errors } = await changeUsername(world, makePerson().username, accessToken);
  const { code, availableAt } = errors?.[0]?.extensions as { code: string; availableAt: string };
  expect(code).toBe('TOO_SOON');
  const days = (Date.parse(availableAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(29.9);
  expect(days).toBeLessThanOrEqual(30.01);
  // Not even a change back to the old username.
  expect(codes(await changeUsername(world, owner.username, accessToken))).toEqual(['TOO_SOON']);
  await world.sql("update users set renamed_at = now() - interval '30 days' where id = $1", [owner.id]);
  expect(codes(await changeUsername(world, owner.username, accessToken))).toEqual([]);
});

test('holds the old name for the account', async () => {
  const { owner, accessToken, username } = await prepare();
  const other = await prepare();
  await changeUsername(world, username, accessToken);
  const taken = owner.username.toUpperCase();
  expect(codes(await world.signUp({ ...makePerson(), username: taken }))).toEqual(['USERNAME_TAKEN']);
  const { errors } = await changeUsername(world, taken, other.accessToken);
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'USERNAME_TAKEN',
    fields: [{ path: ['input', 'username'], reason: 'TAKEN' }],
  });
  const [row] = await world.sql(
    "select until between now() + interval '29 days' and now() + interval '30 days' as \"isMonth\" from held_identifiers where value = $1",
    [owner.username],
  );
  expect(row).toEqual({ isMonth: true });
  await world.sql('update held_identifiers set until = now() where value = $1', [owner.username]);
  expect(codes(await changeUsername(world, taken, other.accessToken))).toEqual([]);
});

test('a change of letter case is always allowed, and starts no pause', async () => {
  const { owner, accessToken, username } = await prepare();
  for (const name of [owner.username.toUpperCase(), owner.username])
    expect((await changeUsername(world, name, accessToken)).data.changeUsername.username).toBe(name);
  expect(codes(await changeUsername(world, username, accessToken))).toEqual([]);
  expect(codes(await changeUsername(world, username.toUpperCase(), accessToken))).toEqual([]);
  expect(await world.sql('select value from held_identifiers where user_id = $1', [owner.id])).toEqual([
    { value: owner.username },
  ]);
});

test('an account gets at most ten mails a day about its username, and later changes still apply', async () => {
  const { owner, accessToken } = await prepare();
  const names = [owner.username.toUpperCase(), owner.username];
  world.log.length = 0;
  for (let time = 0; time < 12; time += 1) {
    await forgetLimits(world);
    expect(codes(await changeUsername(world, names[time % 2] ?? '', accessToken))).toEqual([]);
  }
  expect(await mailsTo(world, owner.email)).toHaveLength(10);
  expect(eventsOf(world).filter((each) => each === 'mail.withheld')).toHaveLength(2);
});

test('the same name changes nothing, so that a client may repeat the request', async () => {
  const { owner, accessToken, username } = await prepare();
  for (let time = 0; time < 2; time += 1)
    expect(codes(await changeUsername(world, username, accessToken))).toEqual([]);
  expect(await mailsTo(world, owner.email)).toHaveLength(1);
});

test('applies the rules of signup', async () => {
  const { accessToken } = await prepare();
  const taken = await world.addPerson();
  const answer = await changeUsername(world, 'no spaces', accessToken);
  expect((answer.errors?.[0]?.extensions.fields as { reason: string }[])[0]?.reason).toBe('INVALID_USERNAME');
  expect(codes(await changeUsername(world, taken.username, accessToken))).toEqual(['USERNAME_TAKEN']);
});

test('one account can try ten names an hour', async () => {
  const { accessToken } = await prepare();
  const { username } = await world.addPerson();
  const found: string[] = [];
  for (let time = 0; time < 11; time += 1)
    found.push(...codes(await changeUsername(world, username, accessToken)));
  expect(found).toEqual([...Array(10).fill('USERNAME_TAKEN'), 'RATE_LIMITED']);
});

test('works without a mail server', async () => {
  const without = await World.start({ database: world.database, env: { SMTP_URL: '', MAIL_FROM: '' } });
  const { accessToken, username } = await prepare();
  expect(codes(await changeUsername(without, username, accessToken))).toEqual([]);
  await without.stop();
});
