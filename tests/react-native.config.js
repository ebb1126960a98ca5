import service from '../jest.config.js';

/**
 * Installs the packed client into a React Native project, and runs that project's tests against the service. Downloads 450
 * packages, so `npm run test:e2e` leaves it out.
 *
 * @type {import('jest').Config}
 */
export default {
  ...service,
  rootDir: '..',
  testMatch: ['<rootDir>/client/tests/react-native/*.test.ts'],
  testPathIgnorePatterns: [],
};
