import TestSequencer from '@jest/test-sequencer';

/** The test files that take longest, mostly by waiting. */
const slow =
  /examples\/spa|tests\/(process|keys\/rotation|throttle\/login|sessions\/parallel|password\/timing)/;

/** Runs the slow files first, so that none is left over at the end. jest knows durations only from an earlier run. */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isSlow = ({ path }) => slow.test(path);
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
}
