import service from '../jest.config.js';

// tests/support/global-setup.ts puts this pooler between the service and PostgreSQL.
process.env.TEST_DATABASE_POOLER ??= 'pgbouncer';

/**
 * Runs selected tests through Debian's PgBouncer in transaction mode: sessions, races, limits, keys, mail, migrations, and
 * database trouble.
 *
 * @type {import('jest').Config}
 */
export default {
  ...service,
  rootDir: '..',
  testMatch: [
    '<rootDir>/tests/{sessions,keys}/*.test.ts',
    '<rootDir>/tests/throttle/{login,shared}.test.ts',
    '<rootDir>/tests/mail/delivery.test.ts',
    '<rootDir>/tests/{migrations,database-trouble,process/{replicas,key-rotation}}.test.ts',
  ],
  testPathIgnorePatterns: [],
};
