import service from '../jest.config.js';

/**
 * The built service in a process of its own, the client, real gateways, and browsers. The client and the examples have
 * packages of their own, to install first: CONTRIBUTING.md.
 *
 * @type {import('jest').Config}
 */
export default {
  ...service,
  rootDir: '..',
  testMatch: ['<rootDir>/{tests/process,client/tests,examples/*/tests}/*.test.ts'],
  testPathIgnorePatterns: [],
};
