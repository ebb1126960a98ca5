import { ModuleMocker } from 'jest-mock';

/** Tests run directly in the worker process, and their `jest` object offers only mocks. */
export default class WorkerEnvironment {
  /** Receives jest's globals, which `setup` then copies. */
  global = {};
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;
  fakeTimersModern = null;

  async setup() {
    this.environment = { ...process.env };
  }

  handleTestEvent({ name }) {
    if (name === 'setup') Object.assign(globalThis, this.global, { jest: this.moduleMocker });
  }

  /** Restores the process for the next test file. */
  async teardown() {
    this.moduleMocker.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in this.environment)) delete process.env[name];
    Object.assign(process.env, this.environment);
    // Collect garbage, so that jest compares only live memory to `workerIdleMemoryLimit`.
    globalThis.gc?.();
  }

  getVmContext() {
    return null;
  }
}
