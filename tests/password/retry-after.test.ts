import { RetryAfter } from '../../src/platform/hashing/retry-after.ts';

/** Rejects `count` clients at once. @returns how many clients got each retry time, in seconds. */
function spread(count: number): Record<string, number | undefined> {
  const retryAfter = new RetryAfter();
  const seconds = Array.from({ length: count }, () => retryAfter.seconds(1_000_000));
  return Object.fromEntries(
    Object.entries(Object.groupBy(seconds, String)).map(([key, all]) => [key, all?.length]),
  );
}

test('lets a few clients retry soon, and a crowd at a hundred per second', () => {
  expect(spread(50)).toEqual({ 2: 50 });
  expect(spread(350)).toEqual({ 2: 100, 3: 100, 4: 100, 5: 50 });
});

test('lets no client wait for more than half a minute, and spreads a larger crowd as well', () => {
  const counts = Object.entries(spread(10_000));
  expect(counts.map(([seconds]) => Number(seconds))).toEqual(
    Array.from({ length: 29 }, (_, index) => index + 2),
  );
  for (const [seconds, count] of counts) if (Number(seconds) < 30) expect(Number(count)).toBeGreaterThan(250);
});

test('forgets the crowd after a while', () => {
  const retryAfter = new RetryAfter();
  for (let time = 0; time < 1_000; time += 1) retryAfter.seconds(1_000_000);
  expect(retryAfter.seconds(1_000_000)).toBe(12);
  expect(retryAfter.seconds(1_012_000)).toBe(2);
});

test('lets no client retry before the minimum delay, even if the clock jumps', () => {
  const delays = Array.from({ length: 10_000 }, (_, index) =>
    new RetryAfter().seconds(index * 7.3 + 0.123456789),
  );
  expect(new Set(delays)).toEqual(new Set([2]));
});
