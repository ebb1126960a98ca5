import { codes } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { testSecretKey as oldKey } from '../support/tokens.ts';
import { codeOf, confirmTotp, enrol, logInWith, passTime, startTotp } from '../support/totp.ts';
import { World } from '../support/world.ts';

const newKey = 'a-new-key-0123456789-abcdefghijklmnopqrstuvwxyz';

test('an authenticator works with the new key alone, once it has been resealed', async () => {
  const before = await World.start();
  const { person, secret } = await enrol(before);
  const other = await before.addPerson();
  const { accessToken } = await before.openSession(other);
  const begun = (await startTotp(before, accessToken)).data.startTotp;

  const both = { SECRET_KEY: newKey, SECRET_KEY_PREVIOUS: oldKey };
  const done = await runCommand(['keys', 'reseal'], { env: { DATABASE_URL: before.database, ...both } });
  expect([done.code, printed(done.stdout)]).toEqual([
    0,
    [
      { secrets: 'authenticators', resealed: 1, left: 0, lost: 0 },
      { secrets: 'unconfirmed-authenticators', resealed: 1, left: 0, lost: 0 },
    ],
  ]);

  const after = await World.start({ database: before.database, env: { SECRET_KEY: newKey } });
  expect(codes(await logInWith(after, person, { totp: codeOf(secret) }))).toEqual([]);
  const { accessToken: token } = await after.openSession(other);
  expect(codes(await confirmTotp(after, codeOf(begun.secret), token))).toEqual([]);
  await passTime(after, person);
  // The old key alone no longer opens the secret.
  const answer = await logInWith(before, person, { totp: codeOf(secret) });
  expect(codes(answer)).toEqual(['SECOND_FACTOR_UNAVAILABLE']);
  await after.stop();
  await before.stop();
});

test('without reseal, the new key alone cannot open the authenticators, and the start says so', async () => {
  const before = await World.start();
  const { person, secret } = await enrol(before);
  const after = await World.start({ database: before.database, env: { SECRET_KEY: newKey } });
  const answer = await logInWith(after, person, { totp: codeOf(secret) });
  expect(codes(answer)).toEqual(['SECOND_FACTOR_UNAVAILABLE']);
  expect(after.log.join('')).toContain('sealed secrets: 1 are lost');
  await after.stop();
  await before.stop();
});
