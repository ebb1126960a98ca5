import TestSequencer from '@jest/test-sequencer';

/** The slowest test files, which mostly wait. */
const slow =
  /examples\/spa|tests\/(process|pooler|own-schema|throttle\/login|sessions\/parallel|password\/timing)/;

/** Runs slow files first, so that none is left running alone at the end. jest knows durations only from earlier runs. */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isSlow = ({ path }) => slow.test(path);
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
}
