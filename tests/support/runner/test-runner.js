import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import circus from 'jest-circus/runner';
import { makeImport } from './native-modules.js';

const require = createRequire(import.meta.url);
const eventHandlers = Symbol.for('EVENT_HANDLERS');

/**
 * jest's own runner, which imports test files with Node.js instead of into a VM context of their own. A context for each
 * file would load every package again, which takes a second and some twenty megabytes that are never given back.
 */
export default function runTestFile(globalConfig, config, environment, runtime, testPath, send) {
  const importFresh = makeImport();
  // A stack names lines of TypeScript as Node.js maps them; jest knows no map of these modules.
  delete Error.prepareStackTrace;
  // jest-circus keeps its state in the module and its handlers in the global object: each file starts with new ones.
  delete globalThis[eventHandlers];
  runtime.requireInternalModule = (file) => {
    delete require.cache[file];
    return require(file);
  };
  runtime.unstable_shouldLoadAsEsm = () => true;
  runtime.unstable_importModule = (file) => importFresh(pathToFileURL(file));
  return circus.default(globalConfig, config, environment, runtime, testPath, send);
}
