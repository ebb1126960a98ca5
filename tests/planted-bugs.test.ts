import { changed, cheapHashes, plantedBugs } from './faults/histories/planted.ts';

test.each([
  ['cheap hashes', [cheapHashes]] as const,
  ...Object.entries(plantedBugs),
])('the histories can still plant %s', (_, changes) => {
  for (const change of changes) expect(changed('build', change)).toContain(change[2]);
});
