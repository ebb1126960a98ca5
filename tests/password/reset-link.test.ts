import { codes } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { mailReset, reset, strong } from '../support/passwords.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const world = await World.start();
afterAll(() => world.stop());

const env = { DATABASE_URL: world.database, SECRET_KEY: testSecretKey, APP_URL: 'https://app.example.com' };

async function makeLink(user: string) {
  const { code, stdout, stderr } = await runCommand(['users', 'reset-link', user], { env });
  const [result] = printed(stdout);
  const token = URL.parse(result?.link ?? '')?.hash.replace('#token=', '') ?? '';
  world.watch({ token });
  return { code, result, stderr, token };
}

test('prints a link that sets a password, but verifies no email', async () => {
  const person = await world.addPerson();
  const { accessToken } = await world.openSession(person);
  const { result, token, stderr } = await makeLink(person.email);
  expect(result).toEqual({
    id: Number(person.id),
    username: person.username,
    link: `https://app.example.com/reset-password#token=${token}`,
    expiresAt: expect.any(String),
  });
  expect(Date.parse(result.expiresAt) - Date.now()).toBeGreaterThan(59 * 60_000);
  expect(stderr).toContain('password.reset-requested');
  expect(stderr).not.toContain(token);
  expect((await reset(world, { token })).data).toEqual({ resetPassword: { revokedSessions: 1 } });
  expect(codes(await world.me(accessToken))).toEqual(['UNAUTHENTICATED']);
  const { data } = await world.logIn({ ...person, password: strong });
  const answer = await world.ask('{ me { emailVerified } }', {}, { token: data.login.accessToken });
  expect(answer.data.me).toEqual({ emailVerified: false });
  expect((await reset(world, { token })).errors?.[0]?.extensions.reason).toBe('USED');
});

test('prints the same link again, and a reset by mail ends it', async () => {
  const person = await world.addPerson();
  const first = await makeLink(`id:${person.id}`);
  expect((await makeLink(person.username)).token).toBe(first.token);
  const { token } = await mailReset(world, person.email);
  expect(token).not.toBe(first.token);
  expect(codes(await reset(world, { token }))).toEqual([]);
  expect((await reset(world, { token: first.token })).errors?.[0]?.extensions.reason).toBe('INVALID');
});

test('makes no link for a disabled or an unknown account', async () => {
  const person = await world.addPerson();
  await world.sql('update users set is_active = false where id = $1', [person.id]);
  expect(await makeLink(person.username)).toMatchObject({
    code: 1,
    result: undefined,
    stderr: expect.stringContaining('The account is disabled'),
  });
  expect(await makeLink('nobody-at-all')).toMatchObject({ code: 1, result: undefined });
});
