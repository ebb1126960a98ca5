import { codes, type Tokens } from '../support/client.ts';
import { openAhead, rowOf } from '../support/lost-rotations.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

const newKey = 'a-new-key-0123456789-abcdefghijklmnopqrstuvwxyz';

// Three services on one database: before the key is changed, during the overlap, and afterwards.
const before = await World.start();
const during = await World.start({
  database: before.database,
  env: { SECRET_KEY: newKey, SECRET_KEY_PREVIOUS: testSecretKey },
});
const after = await World.start({ database: before.database, env: { SECRET_KEY: newKey } });
afterAll(async () => {
  await after.stop();
  await during.stop();
  await before.stop();
});

test('tokens of the previous key stay valid while SECRET_KEY_PREVIOUS names it', async () => {
  const old = await before.openSession();
  expect((await during.me(old.accessToken)).data.me).not.toBeNull();
  const { data } = await during.refresh(old.refreshToken);
  expect((await after.me(data.refresh.accessToken)).data.me).not.toBeNull();
  expect(codes(await after.refresh(data.refresh.refreshToken))).toEqual([]);
});

test('new tokens use only the new key', async () => {
  const fresh = await during.openSession();
  expect((await after.me(fresh.accessToken)).data.me).not.toBeNull();
  expect((await before.me(fresh.accessToken)).errors?.[0]?.extensions.reason).toBe('TOKEN_INVALID');
});

test('tokens of a removed key are rejected, and their sessions stay unchanged', async () => {
  const old = await before.openSession();
  expect((await after.me(old.accessToken)).errors?.[0]?.extensions.reason).toBe('TOKEN_INVALID');
  expect(codes(await after.refresh(old.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect((await before.me(old.accessToken)).data.me).not.toBeNull();
});

test('accepts a token ahead of the row only while its key is configured', async () => {
  const [first, , newest] = (await openAhead(before, 2)) as [Tokens, Tokens, Tokens];
  expect(codes(await after.refresh(newest.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(await rowOf(before, first)).toEqual({ generation: 0, reason: null });
  const { data } = await during.refresh(newest.refreshToken);
  expect(await rowOf(before, first)).toEqual({ generation: 3, reason: null });
  expect(codes(await after.refresh(data.refresh.refreshToken))).toEqual([]);
});

test('refreshes that race across the change end with one generation', async () => {
  const { refreshToken } = await before.openSession();
  const answers = await Promise.all([before, during].map((world) => world.refresh(refreshToken)));
  expect(answers.flatMap(codes)).toEqual([]);
  for (const { data } of answers) expect((await during.me(data.refresh.accessToken)).data.me).not.toBeNull();
});
