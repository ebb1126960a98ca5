import { statfsSync } from 'node:fs';
import os from 'node:os';

// By default glibc has a memory arena per thread, which would hold on to a hundred unused megabytes per worker.
process.env.MALLOC_ARENA_MAX ??= '2';

// Each World copies a database of 9 MB, and deletes it. In memory, that takes a quarter of the CPU time.
const memory = '/dev/shm';
const neededGigabytes = 4;
if (process.env.TMPDIR === undefined && freeGigabytes(memory) > neededGigabytes) process.env.TMPDIR = memory;

function freeGigabytes(folder) {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return (bavail * bsize) / 2 ** 30;
  } catch {
    return 0;
  }
}

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // These run with tests/e2e.config.js and tests/timing.config.js.
  testPathIgnorePatterns: ['<rootDir>/tests/process/', 'timing[.]test[.]ts$'],
  transform: {},
  // Test files are ordinary modules in the worker process (CONTRIBUTING.md).
  testEnvironment: '<rootDir>/tests/support/runner/test-environment.js',
  testRunner: '<rootDir>/tests/support/runner/test-runner.js',
  testSequencer: '<rootDir>/tests/support/runner/test-sequencer.js',
  globalSetup: '<rootDir>/tests/support/global-setup.ts',
  setupFilesAfterEnv: ['<rootDir>/tests/support/stop-open-worlds.ts'],
  globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
  // Tests spend much of their time waiting for a token to expire or a process to start.
  maxWorkers: Math.ceil(os.availableParallelism() * 1.5),
  // Modules stay loaded until their process ends. `npm test` sets the heap's limit far above, since V8 counts pages that are
  // mostly empty: with 224 MB, a worker of 100 MB spent most of its time on collecting garbage.
  workerIdleMemoryLimit: '150MB',
  // On a busy machine, a worker that leaks nothing still needs seconds to free its memory and exit.
  workerGracefulExitTimeout: 10_000,
  // Only catches tests that hang. Single waits have their own limits (tests/support/patience.ts).
  testTimeout: 240_000,
};
