import os from 'node:os';
import path from 'node:path';

// One memory arena for each of a worker's threads, as glibc has it, would keep a hundred megabytes that nothing uses.
process.env.MALLOC_ARENA_MAX ??= '2';

// What V8 has compiled serves every process that a test starts.
process.env.NODE_COMPILE_CACHE ??= path.resolve('node_modules/.cache/v8');

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // Run by tests/e2e.config.js.
  testPathIgnorePatterns: ['<rootDir>/tests/process/'],
  transform: {},
  // Test files are ordinary modules of the worker process: see CONTRIBUTING.md.
  testEnvironment: '<rootDir>/tests/support/runner/test-environment.js',
  testRunner: '<rootDir>/tests/support/runner/test-runner.js',
  testSequencer: '<rootDir>/tests/support/runner/test-sequencer.js',
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  setupFilesAfterEnv: ['<rootDir>/tests/support/open-worlds.ts'],
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  // Much of the time is spent waiting: for a token to end, for a process to start.
  maxWorkers: Math.ceil(os.availableParallelism() * 1.5),
  // Modules stay loaded until their process ends.
  workerIdleMemoryLimit: '150MB',
  // For what hangs; what a test waits for has bounds of its own (tests/support/patience.ts).
  testTimeout: 240_000,
};
