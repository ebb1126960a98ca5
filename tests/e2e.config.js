import service from '../jest.config.js';

/**
 * Runs the tests that need the built service in its own process, the client, real gateways, or browsers. The client and the
 * examples have separate packages, to be installed first (CONTRIBUTING.md).
 *
 * @type {import('jest').Config}
 */
export default {
  ...service,
  rootDir: '..',
  testMatch: ['<rootDir>/{tests/process,client/tests,examples/*/tests}/*.test.ts'],
  testPathIgnorePatterns: [],
  globalSetup: '<rootDir>/tests/support/e2e-setup.ts',
  globalTeardown: '<rootDir>/tests/support/e2e-teardown.ts',
};
