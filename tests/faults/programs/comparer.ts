import bcrypt from 'bcrypt';
import { lowerWorkerPriority } from '../../../src/platform/hashing/worker-priority.ts';
import { onTask } from '../apart.ts';

export interface Comparer {
  cost: number;
  /** How many comparisons run at once. */
  width: number;
  seconds: number;
}

/** Compares passwords and does nothing else, at the same priority as the service. @returns comparisons per second. */
onTask<Comparer, number>(async ({ cost, width, seconds }) => {
  const password = 'a long walk by the river';
  const hash = await bcrypt.hash(password, cost);
  lowerWorkerPriority();
  let count = 0;
  const began = performance.now();
  const work = async () => {
    while (performance.now() - began < seconds * 1000) {
      await bcrypt.compare(password, hash);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return (count * 1000) / (performance.now() - began);
});
