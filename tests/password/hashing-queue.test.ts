import { HashingQueue, type HashingTurn } from '../../src/platform/hashing/hashing-queue.ts';
import { PasswordHasher } from '../../src/platform/hashing/password-hasher.ts';

test('reports the outcome of each job, and the hashing time without the earlier steps', async () => {
  const turns: HashingTurn[] = [];
  const hasher = new PasswordHasher(10, { maxWaiting: 64, observe: (turn) => void turns.push(turn) });
  const hash = await hasher.hash('one password');
  const began = performance.now();
  await hasher.matches('one password', hash, () => new Promise((resolve) => setTimeout(resolve, 500)));
  const tookSeconds = (performance.now() - began) / 1000;
  await expect(hasher.hash('one password', () => true)).rejects.toThrow();
  const limit = async () => {
    throw new Error('too many');
  };
  await expect(hasher.matches('one password', hash, limit)).rejects.toThrow('too many');
  expect(turns.map(({ outcome }) => outcome)).toEqual(['hashed', 'hashed', 'gone', 'failed']);
  const [, compared = 0, gone, failed] = turns.map(({ hashedSeconds }) => hashedSeconds);
  expect(compared).toBeGreaterThan(0.005);
  expect(tookSeconds - compared).toBeGreaterThan(0.49);
  expect([gone, failed]).toEqual([0, 0]);
});

test('reports the jobs that were rejected at once, and how long the others waited', async () => {
  const turns: HashingTurn[] = [];
  const queue = new HashingQueue({ maxWaiting: 1, observe: (turn) => void turns.push(turn) });
  const work = () => new Promise<void>((resolve) => setTimeout(resolve, 100));
  const asked = await Promise.allSettled(
    Array.from({ length: 8 }, () => queue.run('password.hash', work, {})),
  );
  const refused = asked.filter(({ status }) => status === 'rejected').length;
  expect(turns.filter(({ outcome }) => outcome === 'full')).toHaveLength(refused);
  const waits = turns.map(({ waitedSeconds }) => waitedSeconds).toSorted((one, other) => other - one);
  expect(waits[0]).toBeGreaterThan(0.09);
  expect(waits[1]).toBeLessThan(0.09);
});
