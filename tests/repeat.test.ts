import { repeat } from '../src/platform/repeat.ts';
import { until } from './support/left-behind.ts';

test('a run that throws is logged with its cause, and the next run starts anyway', async () => {
  const logged: object[] = [];
  const log = { warn: (entry: object) => void logged.push(entry) };
  let runs = 0;
  const stop = repeat({ name: 'planted', log, first: 1, pause: 1 }, async () => {
    runs += 1;
    if (runs <= 2) throw new Error(`planted ${runs}`);
  });
  await until('runs after the ones that failed', () => runs >= 4);
  stop();
  expect(logged).toEqual([
    { err: new Error('planted 1'), task: 'planted' },
    { err: new Error('planted 2'), task: 'planted' },
  ]);
  const before = runs;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(runs).toBe(before);
});
