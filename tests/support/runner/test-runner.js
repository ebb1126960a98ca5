import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import circus from 'jest-circus/runner';
import { makeImport } from './native-modules.js';

const require = createRequire(import.meta.url);
const eventHandlers = Symbol.for('EVENT_HANDLERS');

/**
 * Like jest's own runner, but imports test files with Node.js instead of in VM contexts. A context per file would load every
 * package again, which takes a second and about twenty megabytes that are never released.
 */
export default function runTestFile(globalConfig, config, environment, runtime, testPath, send) {
  const importFresh = makeImport();
  // Let Node.js map stack traces to TypeScript, since jest has no source maps for these modules.
  delete Error.prepareStackTrace;
  // jest-circus keeps state in the module and handlers in the global object. Reset both for each file.
  delete globalThis[eventHandlers];
  runtime.requireInternalModule = (file) => {
    delete require.cache[file];
    return require(file);
  };
  runtime.unstable_shouldLoadAsEsm = () => true;
  runtime.unstable_importModule = (file) => importFresh(pathToFileURL(file));
  return circus.default(globalConfig, config, environment, runtime, testPath, send);
}
