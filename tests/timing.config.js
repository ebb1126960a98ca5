import service from '../jest.config.js';

/**
 * Runs the tests that compare the CPU time of requests. They run one after another: what runs beside them would take the
 * caches away from some requests and not from others.
 *
 * @type {import('jest').Config}
 */
export default {
  ...service,
  rootDir: '..',
  testMatch: ['<rootDir>/tests/**/*timing.test.ts'],
  testPathIgnorePatterns: [],
  maxWorkers: 1,
};
