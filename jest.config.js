import { existsSync } from 'node:fs';

/** What has packages of its own is tested once they are installed (`npm ci --prefix client`), and always by CI. */
const installed = ['client', 'examples/federation', 'examples/spa'].filter(
  (folder) => existsSync(`${folder}/node_modules`) || process.env.CI,
);

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: [
    '<rootDir>/tests/**/*.test.ts',
    ...installed.map((folder) => `<rootDir>/${folder}/tests/*.test.ts`),
  ],
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
