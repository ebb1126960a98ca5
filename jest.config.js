import { existsSync } from 'node:fs';
import os from 'node:os';

/** What has packages of its own is tested once they are installed (`npm ci --prefix client`), and always by CI. */
const installed = ['client', 'examples/federation', 'examples/spa'].filter(
  (folder) => existsSync(`${folder}/node_modules`) || process.env.CI,
);

// One memory arena for each of a worker's threads, as glibc has it, would keep a hundred megabytes that nothing uses.
process.env.MALLOC_ARENA_MAX ??= '2';

/** @type {import('jest').Config} */
export default {
  testMatch: [
    '<rootDir>/tests/**/*.test.ts',
    ...installed.map((folder) => `<rootDir>/${folder}/tests/*.test.ts`),
  ],
  transform: {},
  // Test files are ordinary modules of the worker process: see CONTRIBUTING.md.
  testEnvironment: './tests/support/runner/test-environment.js',
  testRunner: './tests/support/runner/test-runner.js',
  testSequencer: './tests/support/runner/test-sequencer.js',
  globalSetup: './tests/support/global-setup.ts',
  setupFilesAfterEnv: ['./tests/support/open-worlds.ts'],
  globalTeardown: './tests/support/global-teardown.ts',
  // Much of the time is spent waiting: for a token to end, for a process to start.
  maxWorkers: Math.ceil(os.availableParallelism() * 1.5),
  // Modules stay loaded until their process ends.
  workerIdleMemoryLimit: '150MB',
  // For what hangs; what a test waits for has bounds of its own (tests/support/patience.ts).
  testTimeout: 240_000,
};
