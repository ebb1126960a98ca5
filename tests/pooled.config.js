import service from '../jest.config.js';

// Put between the service and PostgreSQL by tests/support/global-setup.ts.
process.env.TEST_DATABASE_POOLER ??= 'pgbouncer';

/**
 * A chosen set of the tests, through Debian's PgBouncer in transaction mode: sessions, races, limits, keys, migrations, and a
 * database in trouble.
 *
 * @type {import('jest').Config}
 */
export default {
  ...service,
  rootDir: '..',
  testMatch: [
    '<rootDir>/tests/{sessions,keys}/*.test.ts',
    '<rootDir>/tests/throttle/{login,shared}.test.ts',
    '<rootDir>/tests/{migrations,database-trouble,process/{replicas,key-rotation}}.test.ts',
  ],
  testPathIgnorePatterns: [],
};
