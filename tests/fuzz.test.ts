import { fuzz } from './fuzz/fuzz.ts';
import { sentinel } from './fuzz/requests.ts';
import { World } from './support/world.ts';

const env = { DEBUG: 'false', SIGNUPS_PER_ADDRESS: '20/1h', LOGIN_FAILURES_PER_ADDRESS: '20/1h' };
const patience = { HEADERS_TIMEOUT: '1s', REQUEST_TIMEOUT: '2s' };

test('answers three thousand random requests correctly, and a normal request after them', async () => {
  const world = await World.start({ env: { ...env, ...patience } });
  const { accessToken } = await world.openSession();
  const credentials = await world.openSession();
  const seed = Math.floor(Math.random() * 2 ** 32);
  const report = await fuzz({ url: world.url, credentials, requests: 3_000, seed });
  expect(report.answers).toBe(3_000);
  // Every kind of rejection must occur, or the fuzzer does not reach that code.
  for (const code of [
    'BAD_USER_INPUT',
    'GRAPHQL_PARSE_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
    'UNAUTHENTICATED',
  ]) {
    expect([seed, code, report.codes[code]]).toEqual([seed, code, expect.any(Number)]);
  }
  expect((await world.me(accessToken)).data.me).not.toBeNull();
  expect(
    world.log.filter((line) => line.includes(sentinel) || /unexpected|"level":"(error|fatal)"/.test(line)),
  ).toEqual([]);
  await world.stop();
});
