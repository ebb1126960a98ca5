import { ModuleMocker } from 'jest-mock';

/** Tests run in the worker process itself. Of the `jest` object they have the mocks. */
export default class WorkerEnvironment {
  /** Where jest puts its globals, before they are copied. */
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

  /** The next test file finds the process as this one did. */
  async teardown() {
    this.moduleMocker.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in this.environment)) delete process.env[name];
    Object.assign(process.env, this.environment);
    // jest compares what is kept, and not garbage, with `workerIdleMemoryLimit`.
    globalThis.gc?.();
  }

  getVmContext() {
    return null;
  }
}
