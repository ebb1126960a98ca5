import service from '../jest.config.js';

/**
 * The tests of the folders with their own packages. Install these first: `npm ci --prefix client`, and so on.
 *
 * @type {import('jest').Config}
 */
export default {
  ...service,
  rootDir: '..',
  testMatch: ['<rootDir>/{client,examples/*}/tests/*.test.ts'],
};
