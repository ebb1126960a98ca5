import { codes } from '../support/client.ts';
import { age } from '../support/time.ts';
import { decodeJwt } from '../support/tokens.ts';
import { World } from '../support/world.ts';

test('keeps the refresh token unchanged with REFRESH_TOKEN_ROTATION=false', async () => {
  const world = await World.start({ env: { REFRESH_TOKEN_ROTATION: 'false' } });
  const { accessToken, refreshToken } = await world.openSession();
  await age(world, accessToken, '1 hour');
  for (let time = 0; time < 3; time += 1) {
    const { data } = await world.refresh(refreshToken);
    expect((await world.me(data.refresh.accessToken)).data.me).not.toBeNull();
    expect(decodeJwt(data.refresh.refreshToken).gen).toBe(0);
  }
  await world.stop();
});

test('treats the first repetition as reuse with REFRESH_REUSE_WINDOW=0s', async () => {
  const world = await World.start({ env: { REFRESH_REUSE_WINDOW: '0s' } });
  const { refreshToken } = await world.openSession();
  const { data } = await world.refresh(refreshToken);
  expect(codes(await world.refresh(refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  expect(codes(await world.refresh(data.refresh.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  await world.stop();
});

test('never issues an access token that outlives an idle session', async () => {
  const world = await World.start({ env: { REFRESH_TOKEN_TTL: '5m' } });
  const { expiresIn, refreshExpiresIn } = await world.openSession();
  expect([expiresIn, refreshExpiresIn]).toEqual([300, 300]);
  await world.stop();
});

test('keeps tokens valid when REFRESH_TOKEN_TTL is lowered', async () => {
  const world = await World.start();
  const { refreshToken } = await world.openSession();
  const replica = await World.start({ database: world.database, env: { REFRESH_TOKEN_TTL: '7d' } });
  expect((await replica.refresh(refreshToken)).data.refresh.refreshExpiresIn).toBe(7 * 86_400);
  await replica.stop();
  await world.stop();
});

test('never issues an access token that outlives its session', async () => {
  const world = await World.start({ env: { SESSION_MAX_AGE: '1h', ACCESS_TOKEN_TTL: '24h' } });
  const { expiresIn, refreshExpiresIn } = await world.openSession();
  expect([expiresIn, refreshExpiresIn]).toEqual([3600, 3600]);
  await world.stop();
});
