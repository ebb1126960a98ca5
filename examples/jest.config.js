import service from '../jest.config.js';

/**
 * The tests of what has packages of its own, to install first: `npm ci --prefix client`, and so on for each.
 *
 * @type {import('jest').Config}
 */
export default {
  ...service,
  rootDir: '..',
  testMatch: ['<rootDir>/{client,examples/*}/tests/*.test.ts'],
};
