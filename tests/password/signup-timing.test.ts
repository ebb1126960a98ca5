import { codes, makePerson } from '../support/client.ts';
import { startSignup } from '../support/verification.ts';
import { World } from '../support/world.ts';

/** A realistic cost, so that the hash outweighs the rest. */
const world = await World.start({ env: { BCRYPT_COST: '10' } });
afterAll(() => world.stop());

const requests = 200;
const tolerance = 1.05;

/** A busy machine needs more measurements for steady medians. A path that skips the hash never comes close. */
const rounds = 3;

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Measures CPU time of this process, since wall-clock time would include the work of other processes. */
async function measure(email: string, answers: Set<string>): Promise<number> {
  const input = { ...makePerson(), email };
  const started = process.cpuUsage();
  const answer = await startSignup(world, input);
  const { user, system } = process.cpuUsage(started);
  expect(codes(answer)).toEqual([]);
  answers.add(`${answer.status} ${answer.text.replace(answer.data.startSignup.flow, '')}`);
  return user + system;
}

test('startSignup takes the same time for a free and a taken email', async () => {
  const times = { free: [] as number[], taken: [] as number[] };
  const answers = new Set<string>();
  await measure(makePerson().email, answers);
  let ratio = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds && ratio >= tolerance; round += 1) {
    for (let request = 0; request < requests; request += 2) {
      const { email } = await world.addPerson();
      // Alternates which kind is first, since the second one of a pair may find warmer caches.
      const kinds = request % 4 === 0 ? (['free', 'taken'] as const) : (['taken', 'free'] as const);
      for (const kind of kinds)
        times[kind].push(await measure(kind === 'taken' ? email : makePerson().email, answers));
    }
    const medians = [median(times.free), median(times.taken)];
    ratio = Math.max(...medians) / Math.min(...medians);
  }
  expect(answers.size).toBe(1);
  expect(ratio).toBeLessThan(tolerance);
});
