import { codes, makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { mailsTo } from '../support/mailed.ts';
import { mailReset, requestReset, reset } from '../support/passwords.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const env = { DATABASE_URL: world.database, SECRET_KEY: testSecretKey };

async function setEmail(user: string, email: string) {
  const { code, stdout, stderr } = await runCommand(['users', 'set-email', user, email], { env });
  return { code, results: printed(stdout), stderr };
}

test('sets an email in its canonical form, unverified, and ends sessions and links of before', async () => {
  const person = await world.addPerson();
  await world.sql('update users set email_verified_at = now(), email_refused_at = now() where id = $1', [
    person.id,
  ]);
  const { accessToken } = await world.openSession(person);
  const { token, flow, code } = await mailReset(world, person.email);
  const email = `new-${person.username}@bücher.example`;
  const done = await setEmail(person.username, ` NEW-${person.username}@XN--BCHER-KVA.example `);
  expect(done.results).toEqual([
    { id: Number(person.id), username: person.username, email, isActive: true, emailVerified: false },
  ]);
  expect(done.stderr).toContain('email.changed');
  expect(done.stderr).not.toContain(person.email);
  expect(codes(await world.me(accessToken))).toEqual(['UNAUTHENTICATED']);
  expect((await reset(world, { token })).errors?.[0]?.extensions.reason).toBe('INVALID');
  expect(codes(await reset(world, { flow, code }))).toEqual(['CODE_INVALID']);
  expect(codes(await world.logIn({ ...person, username: email }))).toEqual([]);
  expect(codes(await world.logIn({ ...person, username: person.email }))).toEqual(['INVALID_CREDENTIALS']);
  const [row] = await world.sql('select email_refused_at from users where id = $1', [person.id]);
  expect(row).toEqual({ email_refused_at: null });
  for (const recipient of [person.email, email]) {
    expect((await mailsTo(world, recipient)).at(-1)).toMatchObject({
      kind: 'email-changed',
      facts: { username: person.username },
    });
  }
});

test('a reset mail goes to the new email from then on', async () => {
  const person = await world.addPerson();
  const email = makePerson().email;
  await setEmail(person.email, email);
  await requestReset(world, person.email);
  expect(await mailsTo(world, person.email)).toMatchObject([{ kind: 'email-changed' }]);
  const { token } = await mailReset(world, email);
  expect(codes(await reset(world, { token }))).toEqual([]);
});

test('changes nothing for an email that is taken, invalid or already set', async () => {
  const [person, other] = [await world.addPerson(), await world.addPerson()];
  const { accessToken } = await world.openSession(person);
  const rejected = {
    [other.email.toUpperCase()]: 'Another account has the email',
    'no email': 'is not a valid email',
    [person.email]: 'already has the email',
  };
  for (const [email, message] of Object.entries(rejected)) {
    const { code, results, stderr } = await setEmail(person.username, email);
    expect([code, results]).toEqual([1, []]);
    expect(stderr).toContain(message);
  }
  expect((await world.me(accessToken)).data.me.email).toBe(person.email);
  expect(await mailsTo(world, person.email)).toEqual([]);
});
