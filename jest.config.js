import { existsSync } from 'node:fs';

/** The client has packages of its own: `npm ci --prefix client`. */
const hasClient = existsSync('client/node_modules') || process.env.CI;

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.test.ts', ...(hasClient ? ['<rootDir>/client/tests/*.test.ts'] : [])],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: './tests/support/global-setup.ts',
  setupFilesAfterEnv: ['./tests/support/open-worlds.ts'],
  globalTeardown: './tests/support/global-teardown.ts',
  maxWorkers: '100%',
  testTimeout: 60_000,
};
