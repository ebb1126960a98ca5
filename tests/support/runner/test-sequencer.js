import TestSequencer from '@jest/test-sequencer';

/** The slowest test files. */
const slow = [
  /examples\/spa|tests\/process/,
  /tests\/(admin|database-trouble|database-refusals|fuzz|serializable|tokens)\.test/,
  /tests\/(throttle\/login|keys\/key-commands|sessions\/(parallel|races|look-ups))/,
  /tests\/(password\/(timing|.*-timing|.*-races|overload|password-hasher)|email-verification\/races|mail\/urgent)/,
];

/** Runs slow files first, so that none is left running alone at the end. jest knows durations only from earlier runs. */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isSlow = ({ path }) => slow.some((pattern) => pattern.test(path));
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
}
