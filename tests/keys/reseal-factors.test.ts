import { codes } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { continueWith } from '../support/second-factors.ts';
import { testSecretKey as oldKey } from '../support/tokens.ts';
import { codeOf, confirmTotp, enrol, logInWith, passTime, startTotp } from '../support/totp.ts';
import { startLogin } from '../support/verification.ts';
import { World } from '../support/world.ts';

const newKey = 'a-new-key-0123456789-abcdefghijklmnopqrstuvwxyz';
const both = { SECRET_KEY: newKey, SECRET_KEY_PREVIOUS: oldKey };

async function reseal({ database }: World) {
  const { code, stdout } = await runCommand(['keys', 'reseal'], { env: { DATABASE_URL: database, ...both } });
  return { code, results: printed(stdout) };
}

async function codesLeft({ database }: World, { username }: { username: string }, key: string) {
  const env = { DATABASE_URL: database, SECRET_KEY: key };
  const [found] = printed((await runCommand(['users', 'factors', username], { env })).stdout);
  return found.factors.find(({ method }: { method: string }) => method === 'RECOVERY_CODE').count;
}

test('an authenticator and its recovery codes work with the new key alone, once they have been resealed', async () => {
  const before = await World.start();
  const { person, secret, recoveryCodes } = await enrol(before);
  const other = await before.addPerson();
  const { accessToken } = await before.openSession(other);
  const begun = (await startTotp(before, accessToken)).data.startTotp;
  await logInWith(before, person, { recoveryCode: recoveryCodes[0] });

  expect(await reseal(before)).toEqual({
    code: 0,
    results: expect.arrayContaining([
      { secrets: 'recovery-codes', resealed: 10, left: 0, lost: 0 },
      { secrets: 'authenticators', resealed: 1, left: 0, lost: 0 },
      { secrets: 'unconfirmed-authenticators', resealed: 1, left: 0, lost: 0 },
    ]),
  });

  const after = await World.start({ database: before.database, env: { SECRET_KEY: newKey } });
  expect(codes(await logInWith(after, person, { totp: codeOf(secret) }))).toEqual([]);
  for (const [at, expected] of [
    [0, ['SECOND_FACTOR_INVALID']],
    [1, []],
    [1, ['SECOND_FACTOR_INVALID']],
    [9, []],
  ] as const) {
    const answer = await logInWith(after, person, { recoveryCode: recoveryCodes[at] });
    expect([at, codes(answer)]).toEqual([at, expected]);
  }
  const { accessToken: token } = await after.openSession(other);
  expect(codes(await confirmTotp(after, codeOf(begun.secret), token))).toEqual([]);
  await passTime(after, person);
  // The old key alone opens neither.
  const answer = await logInWith(before, person, { totp: codeOf(secret) });
  expect(codes(answer)).toEqual(['SECOND_FACTOR_UNAVAILABLE']);
  const { data } = await startLogin(before, person);
  expect(data.startLogin.next.methods).toEqual(['TOTP']);
  await after.stop();
  await before.stop();
});

test('without reseal, the new key alone opens neither, counts no code as left, and the start says so', async () => {
  const before = await World.start();
  const { person, secret } = await enrol(before);
  const after = await World.start({ database: before.database, env: { SECRET_KEY: newKey } });
  expect(after.log.join('')).toContain('sealed secrets: 11 are lost');
  const { data } = await startLogin(after, person);
  const { challenge, methods } = data.startLogin.next;
  expect(methods).toEqual(['TOTP']);
  const answer = await continueWith(after, challenge, { totp: codeOf(secret) });
  expect(codes(answer)).toEqual(['SECOND_FACTOR_UNAVAILABLE']);
  expect(await codesLeft(before, person, oldKey)).toBe(10);
  expect(await codesLeft(before, person, newKey)).toBe(0);
  await after.stop();
  await before.stop();
});
